// A shared number and a raw fork: the child deposits, the parent withdraws, both see the same balance.
import { Event, os, Value } from 'forkable';

const money = Value('i', 2000);
const deposited = new Event();

const pid = os.fork();
if (pid === 0) {
  for (const amount of [500, 250]) {
    money.getLock().withSync(() => (money.value += amount));
    console.log(`child: deposited ${amount}, the balance is ${money.value}`);
  }
  deposited.set();
  os._exit(0);
}
deposited.waitSync();
console.log(`parent: sees ${money.value}`);
money.getLock().withSync(() => (money.value -= 700));
os.waitpid(pid, 0);
console.log(`parent: withdrew 700, the balance is ${money.value}`);
