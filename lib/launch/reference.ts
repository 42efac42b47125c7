/**
 * Functions and classes by the module that exports them: how a process that is started anew gets to know its target. A
 * function of a CommonJS module is found among the exports of the modules that are loaded. What an ES module exports cannot
 * be asked for, so V8's own debugger interface is: where the function was written, and what its module calls it.
 */
import { inspect } from 'node:util';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { badMessage, dataCloneError } from '../codec';
import { invalidType } from '../errors';
import { exportsName } from './export-names';
import { whereWritten } from './where-written';
import { resolveModule } from './modules';

/** A function by the module that exports it and its name there. */
export interface Reference {
  /** A file: or node: URL. */
  module: string;
  /** `default` for the default export, or what a CommonJS module is itself. */
  name: string;
}

/** What users write: `module` is a URL, a path or the name of a package; `name` is `default` where it is missing. */
export interface GivenReference {
  module: string | URL;
  name?: string;
}

const found = new WeakMap<object, Reference>();
type Callable = (...args: never[]) => unknown;

/** The reference a user wrote, checked. Throws ERR_INVALID_ARG_TYPE; what cannot be resolved throws as `require` does. */
export function checkReference(given: GivenReference, name: string): Reference {
  const { module, name: exported = 'default' } = given;
  if (typeof module !== 'string' && !(module instanceof URL)) {
    throw invalidType(`${name}.module`, 'a URL, a path or the name of a package', module);
  }
  if (typeof exported !== 'string') throw invalidType(`${name}.name`, 'a string', exported);
  return { module: resolveModule(module), name: exported };
}

/**
 * The reference of a function or class. Throws DataCloneError for one that is no exported top-level function of a
 * module: closures, methods, functions of the command line.
 */
export function referTo(value: object): Reference {
  if (typeof value !== 'function') throw dataCloneError(`${inspect(value)} could not be cloned.`);
  let reference = found.get(value);
  if (reference === undefined) found.set(value, (reference = find(value as Callable)));
  return reference;
}

function find(fn: Callable): Reference {
  const loaded = amongLoaded(fn);
  if (loaded !== undefined) return loaded;
  const written = whereWritten(fn);
  if (written === null || !written.url.startsWith('file:')) throw notExported(fn, 'is not from a module');
  const file = fileURLToPath(written.url);
  if (require.cache[file] !== undefined) throw notExported(fn, `is not among the exports of ${file}`);
  // The name of a declaration, when it has several.
  const [name] = written.names.sort((a, b) => Number(b === fn.name) - Number(a === fn.name));
  // An anonymous default export is the value of no variable, but the language names it.
  const isDefault = name === undefined && fn.name === 'default';
  const exported = isDefault ? 'default' : exportsName(written.source, name);
  if (exported === null) throw notExported(fn, `is not an export of ${file}`);
  return { module: written.url, name: exported };
}

function amongLoaded(fn: Callable): Reference | undefined {
  for (const module of Object.values(require.cache)) {
    const name = module === undefined ? undefined : nameAmong(module.exports, fn);
    if (name !== undefined) return { module: pathToFileURL((module as NodeModule).filename).href, name };
  }
  return undefined;
}

/** Only plain properties, and getters under the function's own name, as compilers write them: others may do things. */
function nameAmong(exports: unknown, fn: Callable): string | undefined {
  if (exports === fn) return 'default';
  if ((typeof exports !== 'object' && typeof exports !== 'function') || exports === null) return undefined;
  const own = Object.getOwnPropertyDescriptor(exports, fn.name);
  if (own !== undefined && (own.get === undefined ? own.value : own.get.call(exports)) === fn) return fn.name;
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(exports))) {
    if (value === fn) return name;
  }
  return undefined;
}

function notExported(fn: Callable, why: string): DOMException {
  const kind = /^class\b/.test(Function.prototype.toString.call(fn)) ? 'class' : 'function';
  return dataCloneError(
    `the ${kind} ${fn.name === '' ? '(anonymous)' : fn.name} ${why}: a process that is started anew knows functions ` +
      'by the module that exports them',
  );
}

/** A reference that came with a message. */
export function receivedReference(data: unknown): Reference {
  const { module, name } = (data ?? {}) as Partial<Reference>;
  if (typeof module !== 'string' || typeof name !== 'string')
    throw badMessage('a function without its module');
  return { module, name };
}
