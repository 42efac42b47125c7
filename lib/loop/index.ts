export { whenReady } from './ready';
export { abortable } from './abort';
