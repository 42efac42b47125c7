import './module-hooks';
export { registerAtFork } from './at-fork';
export type { AtForkHooks } from './at-fork';
export { forkWhole } from './whole';
export { forkClean } from './clean';
export type { CleanForkOptions } from './clean';
export { standardState, tell } from './standard-streams';
export { checkForkSupport, forkObstacle } from './support';
