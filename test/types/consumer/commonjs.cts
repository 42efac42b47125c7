// The declarations of every entry by themselves, as a program checks them that does not skip the libraries'.
export type * as forkable from 'forkable';
export type * as os from 'forkable/os';
export type * as signal from 'forkable/signal';
export type * as multiprocessing from 'forkable/multiprocessing';
export type * as futures from 'forkable/futures';
