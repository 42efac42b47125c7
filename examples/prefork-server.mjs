// A prefork server: the parent listens, four forks accept from the same socket, the kernel shares out the connections.
import http from 'node:http';
import { once } from 'node:events';
import { os } from 'forkable';

const server = http.createServer((request, response) => response.end(`${os.getpid()}`));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();

const pids = [];
for (let index = 0; index < 4; index += 1) {
  const pid = os.fork();
  // A child is a copy of the parent, its listening server included: it has nothing to do but to go on.
  if (pid === 0) await new Promise(() => {});
  pids.push(pid);
}
server.close(); // the parent's copy: it makes requests instead

const answers = new Map();
for (let round = 0; round < 10; round += 1) {
  await Promise.all(Array.from({ length: 40 }, request));
}
const total = [...answers.values()].reduce((sum, count) => sum + count, 0);
console.log(`port ${port}: ${total} of 400 answers, answered by ${answers.size} processes`);
for (const [pid, count] of answers) console.log(`  ${pid}: ${count}`);

for (const pid of pids) os.kill(pid, 'SIGTERM');
const statuses = pids.map((pid) => os.waitpid(pid, 0)[1]);
const text = statuses.map((status) => os.waitstatusToExitcode(status)).join(' ');
console.log(`all four ended: exit codes ${text}`);

async function request() {
  const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } });
  const pid = await response.text();
  if (!pids.includes(Number(pid))) throw new Error(`answered by ${pid}, which is none of ours`);
  answers.set(pid, (answers.get(pid) ?? 0) + 1);
}
