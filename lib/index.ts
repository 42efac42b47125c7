export * as os from './os/index';
export * as signal from './signal/index';
export * as multiprocessing from './multiprocessing';
export * as futures from './futures/index';
export * from './multiprocessing';
export * from './errors';
