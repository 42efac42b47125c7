export { getContext } from './context';
export type { Context } from './context';
export { setForkserverPreload } from './preload';
export type { PreloadOptions } from './preload';
export { getAllStartMethods, getStartMethod, setStartMethod } from '../launch';
export type { StartMethod } from '../launch';
