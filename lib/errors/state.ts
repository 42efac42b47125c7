/** Calls that are right, of objects that are not in the state for them. */

/**
 * A call that the state of its object forbids. Python raises ValueError or AssertionError there, JavaScript has
 * neither; `code` tells them apart.
 */
export class StateError extends Error {
  readonly code: string;
  constructor(message: string, code = 'ERR_INVALID_STATE') {
    super(message);
    this.code = code;
  }
  override get name(): string {
    return this.constructor.name;
  }
}

/** A barrier that was aborted, reset, timed out or lost a party. */
export class BrokenBarrierError extends StateError {
  constructor(message = 'the barrier is broken') {
    super(message, 'ERR_BROKEN_BARRIER');
  }
}

/** Nothing in the queue. */
export class Empty extends StateError {
  constructor(message = 'the queue is empty') {
    super(message, 'ERR_QUEUE_EMPTY');
  }
}

/** No room in the queue. */
export class Full extends StateError {
  constructor(message = 'the queue is full') {
    super(message, 'ERR_QUEUE_FULL');
  }
}

/** A future was cancelled. */
export class CancelledError extends StateError {
  constructor(message = 'the future was cancelled') {
    super(message, 'ERR_CANCELLED');
  }
}

/** A future is not in the state the call needs. */
export class InvalidStateError extends StateError {}

/** A pool cannot start workers. */
export class BrokenProcessPool extends StateError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, 'ERR_BROKEN_POOL');
    if (options && 'cause' in options) this.cause = options.cause;
  }
}
