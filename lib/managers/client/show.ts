/** The contents of an object in a server, as console.log shows them. */
import type { InspectOptions } from 'node:util';
import type { Remote } from './remote';

/** Options that can be sent. */
const SENT = 'depth colors compact breakLength showHidden maxArrayLength maxStringLength sorted'.split(
  ' ',
) as readonly (keyof InspectOptions)[];

export function show(remote: Remote, options: InspectOptions): unknown {
  const sent = SENT.filter((name) => name in options).map((name) => [name, options[name]] as const);
  try {
    return remote.do('text', null, Object.fromEntries(sent));
  } catch (error) {
    return `<${remote.token.typeid} proxy: ${(error as Error).message}>`;
  }
}

/** As a string. Python: `str(proxy)`. */
export const textOf = (remote: Remote): string => String(show(remote, {}));
