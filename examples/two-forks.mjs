// Each fork doubles the processes: after two of them four run the same line.
import { os } from 'forkable';

const start = os.getpid();
const [readEnd, writeEnd] = os.pipe();
const first = os.fork();
const second = os.fork();
console.log(`pid ${os.getpid()}, parent ${os.getppid()}: first=${first} second=${second}`);
os.write(writeEnd, Buffer.from('x'));

// Every process waits for the children it made itself; the first one's number is known to two.
if (second > 0) os.waitpid(second, 0);
if (os.getpid() === start) {
  os.waitpid(first, 0);
  console.log(`${os.read(readEnd, 100).length} processes ran the line above`);
}
os._exit(0);
