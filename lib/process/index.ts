export { Process } from './process';
export type { ProcessOptions, Target } from './process';
export { currentProcess, parentProcess, activeChildren } from './family';
export type { ParentProcess } from './parent';
