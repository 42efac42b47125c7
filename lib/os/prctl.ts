/** prctl(2): what Python's os leaves out. */
import { native } from '../native';
import { signalNumber, type SignalLike } from '../util/signals';
import { checkBoolean, checkString } from '../util/validate';

/**
 * Has the kernel send `sig` to this process when the thread that created it ends; 0 takes that back. The children of a
 * fork start without one. A parent that is gone already sends nothing: compare getppid() afterwards.
 * @throws OSError (EINVAL) there is no such signal
 * @example
 * const parent = os.getppid();
 * os.setPdeathsig('SIGKILL');
 * if (os.getppid() !== parent) os._exit(1);
 */
export const setPdeathsig = (sig: SignalLike): void => void native.setPdeathsig(signalNumber(sig));

/** The signal that {@link setPdeathsig} set, 0 for none. */
export const getPdeathsig = (): number => native.getPdeathsig();

/** Makes this process, not init, the one that adopts orphans among its descendants. It then has to wait for them. */
export const setChildSubreaper = (on: boolean): void =>
  void native.setChildSubreaper(Number(checkBoolean(on, 'on')));

/** Does this process adopt orphans? */
export const getChildSubreaper = (): boolean => native.getChildSubreaper() !== 0;

const MAX_NAME = 15; // bytes that the kernel keeps

/** Names the process for ps(1), top(1) and `processStatus().comm`; cut to 15 bytes of UTF-8, between characters. */
export function setProcessName(name: string): void {
  const characters = [...checkString(name, 'name')];
  while (Buffer.byteLength(characters.join('')) > MAX_NAME) characters.pop();
  native.setProcessName(characters.join(''));
}
