/** Names in the reference that are not the library's own: of JavaScript, of Node, of C, of Python. */
import { builtinModules } from 'node:module';
import { constants } from 'node:os';

const globals = Object.getOwnPropertyNames(globalThis);
const members = globals.flatMap((name) => {
  const value = (globalThis as Record<string, unknown>)[name];
  if (typeof value !== 'function' && !isObject(value)) return [];
  const { prototype } = value as { prototype?: unknown };
  return [value, prototype].filter(isObject).flatMap((each) => Object.getOwnPropertyNames(each));
});

function isObject(value: unknown): value is object {
  return (typeof value === 'object' || typeof value === 'function') && value !== null;
}

const words = `
  null true false using forkable DataCloneError
  AbortError SCM_RIGHTS TCP_NODELAY ESHUTDOWN
  createServer ca ERR_TLS_CERT_ALTNAME_INVALID SELF_SIGNED_CERT_IN_CHAIN
  concurrent futures executor managers posix_spawn ps MainProcess exports default
`;
/** Placeholders of a page's own: a value, a face of a call, letters of ps, the ends of POSIX_SPAWN_*. */
const placeholders = 'v nameSync Sync N s CLOSE DUP2 CLOSEFROM OPEN';

export const knownWords: ReadonlySet<string> = new Set([
  ...globals,
  ...members,
  ...builtinModules,
  ...Object.keys(constants.errno),
  ...Object.keys(constants.signals),
  ...`${words} ${placeholders}`.split(/\s+/),
]);
