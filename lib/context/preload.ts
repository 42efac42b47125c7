import { invalidType, outOfRange } from '../errors';
import { orderPreload, type OnPreloadError } from '../launch';

/** What becomes of a module that fails when the fork server loads it. */
export interface PreloadOptions {
  /** `'ignore'` (default), `'warn'` on stderr, or `'fail'`: the server ends and start() throws ERR_FORKSERVER. */
  onError?: OnPreloadError;
}

/**
 * The modules that the fork server loads before it forks: URLs, paths (relative ones from the working directory), names of
 * packages, or `'__main__'` for the main module. It holds for servers that start later: each process has its own, with the
 * first process of that start method. Python: `multiprocessing.set_forkserver_preload`.
 * @throws TypeError ERR_INVALID_ARG_TYPE; what cannot be resolved throws as `require` does
 * @example
 * setForkserverPreload([new URL('./jobs.mjs', import.meta.url)]);
 */
export function setForkserverPreload(modules: Iterable<string | URL>, options: PreloadOptions = {}): void {
  const { onError = 'ignore' } = options;
  if (!['ignore', 'warn', 'fail'].includes(onError)) {
    throw outOfRange('onError', "'ignore', 'warn' or 'fail'", onError);
  }
  if (typeof modules !== 'object' || modules === null || typeof modules[Symbol.iterator] !== 'function') {
    throw invalidType('modules', 'an array of modules', modules);
  }
  orderPreload(Array.from(modules, nameOf), onError);
}

function nameOf(module: unknown): string {
  if (typeof module !== 'string' && !(module instanceof URL)) {
    throw invalidType('a module', 'a URL, a path or the name of a package', module);
  }
  return module === '__main__' ? (process.argv[1] as string) : String(module);
}
