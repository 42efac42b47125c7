/** What the faces of proxies have in common: how an object in a server looks to JavaScript. */
import type { Remote } from '../remote';

export type Handler = ProxyHandler<object>;
/** `self`: the proxy, for methods that give the object itself. */
export type MakeHandler = (remote: Remote, self: () => object) => Handler;
export type AnyFunction = (...args: unknown[]) => unknown;

/** As a property that was made by assignment. */
export const entry = (value: unknown): PropertyDescriptor => ({
  value,
  writable: true,
  enumerable: true,
  configurable: true,
});

/** `acquireSync` and `acquire` are one: calls of a proxy block. */
export function base(name: string): string {
  return name.endsWith('Sync') ? name.slice(0, -4) : name;
}
