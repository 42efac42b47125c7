/** The outcome of a task as a promise and nothing else: what `apply` of a pool gives for each of many thousand tasks. */
import type { TaskSink } from './task';

type Settle = (value: unknown) => void;

let resolveLast: Settle;
let rejectLast: Settle;
/** One function for all promises, in place of one for each. */
const remember = (resolve: Settle, reject: Settle): void => {
  resolveLast = resolve;
  rejectLast = reject;
};

export class Reply<T> implements TaskSink {
  readonly promise = new Promise<T>(remember as (resolve: (value: T) => void) => void);
  readonly resolve = resolveLast;
  readonly reject = rejectLast;
}
