/**
 * Thrown by `signal.defaultIntHandler`. A process that dies of it, uncaught, dies by SIGINT, so that its parent sees
 * what happened.
 */
export class KeyboardInterrupt extends Error {
  readonly code = 'ERR_KEYBOARD_INTERRUPT';
  constructor(message = 'interrupted by SIGINT') {
    super(message);
  }
  override get name(): string {
    return 'KeyboardInterrupt';
  }
}
