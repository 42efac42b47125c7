import { ProcessError } from '../errors';

/** What structured clone throws: a DOMException named `DataCloneError`. */
export function dataCloneError(what: string): DOMException {
  return new DOMException(what, 'DataCloneError');
}

/** Bytes that no encoder of this library wrote: `code` is `ERR_BAD_MESSAGE`. */
export function badMessage(detail: string): ProcessError {
  return new ProcessError(`malformed message: ${detail}`, 'ERR_BAD_MESSAGE');
}
