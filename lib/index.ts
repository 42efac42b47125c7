export * as os from './os/index';
export * as signal from './signal/index';
export * as multiprocessing from './multiprocessing';
export * as futures from './futures/index';
export * from './multiprocessing';
export * from './errors';
export { Process, currentProcess, parentProcess, activeChildren } from './process';
export type { ProcessOptions, Target, ParentProcess } from './process';
