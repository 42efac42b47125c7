// Two processes on one processor, one of them nice: the other one gets nearly all of the time.
import { os } from 'forkable';

const MILLISECONDS = 700;
const [cpu] = os.schedGetaffinity(0);
const [readEnd, writeEnd] = os.pipe();
const [gateRead, gateWrite] = os.pipe();

const pids = [0, 15].map((niceness) => {
  const pid = os.fork();
  if (pid === 0) compete(niceness);
  return pid;
});
os.close(writeEnd);
os.close(gateWrite); // both have been made: the gate opens, for both at once
for (const pid of pids) os.waitpid(pid, 0);
console.log(os.read(readEnd, 1000).toString().trimEnd());

function compete(niceness) {
  os.schedSetaffinity(0, [cpu]);
  os.nice(niceness);
  os.close(gateWrite);
  os.read(gateRead, 1);
  let rounds = 0;
  const end = performance.now() + MILLISECONDS;
  while (performance.now() < end) rounds += 1;
  const { nice, stat } = os.processStatus();
  os.write(writeEnd, Buffer.from(`nice ${nice}  stat ${stat}  ${rounds} rounds in ${MILLISECONDS} ms\n`));
  os._exit(0);
}
