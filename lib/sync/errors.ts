/** The errors that Python raises as ValueError and AssertionError; their `code` tells them apart. */
import { StateError } from '../errors';

export const releasedTooOften = (): StateError =>
  new StateError('semaphore or lock released too many times', 'ERR_RELEASED_TOO_MANY_TIMES');

export const notOwner = (message: string): StateError => new StateError(message, 'ERR_NOT_OWNER');

export const tooManyWaiters = (limit: number): StateError =>
  new StateError(`more than ${limit} waits on one condition`, 'ERR_TOO_MANY_WAITERS');
