/** The errors of connections whose text Python's users know. */
import { OSError } from '../errors';

export const closedHandle = (): OSError => new OSError('handle is closed', { code: 'EBADF' });
export const readOnly = (): OSError => new OSError('connection is read-only', { code: 'EBADF' });
export const writeOnly = (): OSError => new OSError('connection is write-only', { code: 'EBADF' });
export const closedListener = (): OSError => new OSError('listener is closed', { code: 'EBADF' });
