/** FileHandles of the parent, of which a child knows nothing. */
interface FatalProcess {
  _fatalException(error: unknown, fromPromise?: boolean): boolean;
}

const message =
  /^(?:A FileHandle object was closed during garbage collection|Closing (?:a FileHandle object|file descriptor \d+) on garbage collection)/;

/** What is put in the place of two functions of `process`. */
export type FileHandleGuard = FatalProcess & Pick<NodeJS.Process, 'emitWarning'>;

/**
 * The parent's FileHandles are collected in a child like any object, and Node complains (or, from 26, dies) because nobody
 * closed them. Those of the child's own are still reported: their descriptors did not exist when it began. In the parent.
 */
export function fileHandleGuard(): FileHandleGuard {
  const handleFatal = (process as unknown as FatalProcess)._fatalException.bind(process);
  const warn = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  return {
    _fatalException(error, fromPromise) {
      const isGuarded =
        error instanceof Error &&
        (error as NodeJS.ErrnoException).code === 'ERR_INVALID_STATE' &&
        message.test(error.message);
      return isGuarded || handleFatal(error, fromPromise);
    },
    emitWarning(warning: string | Error, ...rest: unknown[]) {
      const text = typeof warning === 'string' ? warning : warning.message;
      if (!message.test(text)) warn(warning, ...rest);
    },
  };
}
