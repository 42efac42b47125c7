// A process whose parent ends first is an orphan: the system gives it a new parent.
import { setTimeout as sleep } from 'node:timers/promises';
import { os } from 'forkable';

const [readEnd, writeEnd] = os.pipe();
const [seenRead, seenWrite] = os.pipe();
const child = os.fork();
if (child === 0) {
  const born = os.fork();
  if (born === 0) await orphan();
  // The child leaves first, as soon as its own child has seen it.
  os.read(seenRead, 1);
  os._exit(0);
}
os.close(writeEnd);
os.waitpid(child, 0);
console.log(`parent: the child ${child} has ended`);
// The pipe ends when the orphan does, whoever its parent is.
console.log(os.read(readEnd, 1000).toString().trimEnd());
os.close(readEnd);

async function orphan() {
  const parent = os.getppid();
  console.log(`grandchild ${os.getpid()}: my parent is the child ${parent}`);
  os.write(seenWrite, Buffer.from('x'));
  for (let tries = 0; os.getppid() === parent && tries < 1000; tries += 1) await sleep(5);
  const { ppid, orphan: isOrphan } = os.processStatus();
  os.write(writeEnd, Buffer.from(`grandchild ${os.getpid()}: adopted by ${ppid}, orphan: ${isOrphan}\n`));
  os._exit(0);
}
