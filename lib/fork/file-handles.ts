/** FileHandles of the parent, of which a child knows nothing. */
interface FatalProcess {
  _fatalException(error: unknown, fromPromise?: boolean): boolean;
}

/**
 * The parent's FileHandles are collected here like any object, and Node complains (or, from 26, dies) because nobody
 * closed them. Those of the child's own are still reported: their descriptors did not exist when it began.
 */
export function guardFileHandles(): void {
  const message =
    /^(?:A FileHandle object was closed during garbage collection|Closing (?:a FileHandle object|file descriptor \d+) on garbage collection)/;
  const target = process as unknown as FatalProcess;
  const handleFatal = target._fatalException.bind(process);
  target._fatalException = (error, fromPromise) => {
    const isGuarded =
      error instanceof Error &&
      (error as NodeJS.ErrnoException).code === 'ERR_INVALID_STATE' &&
      message.test(error.message);
    return isGuarded || handleFatal(error, fromPromise);
  };
  const warn = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    const text = typeof warning === 'string' ? warning : warning.message;
    if (!message.test(text)) warn(warning, ...rest);
  }) as typeof process.emitWarning;
}
