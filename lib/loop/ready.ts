/** Waiting for a descriptor on the event loop: poll(2) as a promise. */
import { systemError } from '../errors';
import { native } from '../native';
import type { Wait } from '../util/timeout';
import { abortable } from './abort';

/**
 * True when `fd` is ready for one of `events` (READABLE | WRITABLE, or its end is gone), false when the time is up;
 * rejects with the reason of an aborted signal. Keeps the process alive while it waits. The descriptor must not be
 * under another watcher.
 */
export async function whenReady(fd: number, events: number, wait: Wait): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  let release = (): void => {};
  try {
    return await abortable<boolean>(
      wait.signal,
      (resolve, reject) => {
        const watcher = new native.FdWatcher(fd, (status) => {
          release();
          if (status < 0) reject(systemError(-status, 'epoll_wait'));
          else resolve(true);
        });
        release = () => watcher.close();
        watcher.start(events);
        if (wait.ms <= 0x7fffffff) {
          timer = setTimeout(() => {
            release();
            resolve(false);
          }, wait.ms);
        }
      },
      () => release(),
    );
  } finally {
    clearTimeout(timer);
  }
}
