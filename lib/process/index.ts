export { Process } from './process';
export { ForkProcess, SpawnProcess, ForkServerProcess } from './kinds';
export type { ProcessOptions, Target, TargetReference } from './options';
export { currentProcess, parentProcess, activeChildren } from './family';
export type { ParentProcess } from './parent';
export { getLogger, logToStderr } from './logger';
export type { Logger, LogHandler, LogLevel } from './logger';
export { requireForkContext } from './require-fork';

export { arrive, becomeHelper, receiveDescriptors } from './arrival';
export { setBeginning } from './family';
