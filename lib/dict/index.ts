export { SharedDict } from './shared-dict';
