/** Modules by name, loaded and looked up. */
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { StateError } from '../errors';
import type { Reference } from './reference';

const loaded = new Map<string, object>();

/** The URL of a module: `name` is a URL, a path (relative ones from the working directory) or the name of a package. */
export function resolveModule(name: string | URL): string {
  const text = String(name);
  if (/^(file|node|data):/.test(text)) return text;
  if (isBuiltin(text)) return `node:${text}`;
  if (/^\.{0,2}\//.test(text)) return pathToFileURL(path.resolve(text)).href;
  return pathToFileURL(createRequire(path.join(process.cwd(), 'noop.js')).resolve(text)).href;
}

export async function loadModule(url: string): Promise<object> {
  const module = (await import(url)) as object;
  loaded.set(url, module);
  return module;
}

/** What a reference names; its module has been loaded. Throws StateError ERR_TARGET_NOT_FOUND. */
export function lookUp({ module: url, name }: Reference): object {
  const module = loaded.get(url) as Record<string, unknown> | undefined;
  const main = module?.['default'] as Record<string, unknown> | undefined;
  // A CommonJS module shows all of its exports in its default one only.
  const value = module?.[name] ?? (main != null && Object.hasOwn(main, name) ? main[name] : undefined);
  if (typeof value === 'function') return value;
  throw new StateError(`${url} does not export a function ${name}`, 'ERR_TARGET_NOT_FOUND');
}

/** Loads the module of a reference and looks it up. */
export async function resolveReference(reference: Reference): Promise<object> {
  await loadModule(reference.module);
  return lookUp(reference);
}
