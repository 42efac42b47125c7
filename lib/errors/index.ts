/** Every error of the library. Each has a stable `code`; a failed system call is an `OSError`. */
export * from './classes';
export { systemError } from './system';
export { invalidType, outOfRange } from './arguments';
