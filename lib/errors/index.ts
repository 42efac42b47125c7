/** Every error of the library. Each has a stable `code`; a failed system call is an `OSError`. */
export * from './classes';
export * as errorsOfMultiprocessing from './multiprocessing';
export { systemError } from './system';
export { invalidType, outOfRange } from './arguments';
