export { OSError } from '../errors';
