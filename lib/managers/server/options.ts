/** `{ block?, timeout? }` or a number of milliseconds, as the objects that are no proxies take them. */
import { parseTimeout } from '../../util/timeout';

export type WaitOptions = number | boolean | null | undefined | { block?: boolean; timeout?: number | null };

/** Milliseconds to wait; 0 not to. */
export function waitTime(options: WaitOptions): number {
  if (typeof options === 'boolean') return options ? Infinity : 0;
  if (typeof options === 'object' && options !== null) {
    return options.block === false ? 0 : parseTimeout({ timeout: options.timeout ?? null }).ms;
  }
  return parseTimeout(options).ms;
}
