// Five children write to one end of one pipe. Each message arrives whole, whatever its size.
import { os, Pipe, Process } from 'forkable';

const [reader, writer] = Pipe();
const jobs = [0, 1, 2, 3, 4].map(
  (number) =>
    new Process({
      args: [number],
      target: (n) => writer.sendSync({ n, parent: os.getppid(), ballast: String(n).repeat(200_000) }),
    }),
);
for (const job of jobs) job.start();
let whole = 0;
for (const _ of jobs) {
  const { n, parent, ballast } = reader.recvSync();
  console.log(`child ${n} says: my parent is ${parent}`);
  if (parent === process.pid && ballast === String(n).repeat(200_000)) whole++;
}
for (const job of jobs) job.joinSync();
console.log(`${whole} of 5 messages were whole`);
