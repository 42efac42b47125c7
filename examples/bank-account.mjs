// Four processes each pay one coin into an account 20,000 times. `balance++` reads, adds and writes: without a lock
// two of them overwrite each other, with one nothing is lost.
import { Lock, os, Value } from 'forkable';

const COINS = 20_000;

function payIn(lock) {
  const balance = Value('i', 0, { lock: false });
  const pids = [1, 2, 3, 4].map(() => {
    const pid = os.fork();
    if (pid > 0) return pid;
    for (let i = 0; i < COINS; i++) {
      if (lock) lock.withSync(() => balance.value++);
      else balance.value++;
    }
    return os._exit(0);
  });
  for (const pid of pids) os.waitpid(pid, 0);
  return balance.value;
}

console.log(`without a lock: ${payIn(null)} of ${4 * COINS} coins`);
console.log(`with a lock: ${payIn(new Lock())} of ${4 * COINS} coins`);
