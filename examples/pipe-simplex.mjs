// Pipe(false): the first end only receives, the second only sends.
import { Pipe } from 'forkable';

const [receiver, sender] = Pipe(false);
sender.sendSync('one way');
console.log('received:', receiver.recvSync());
for (const [what, call] of [
  ['sending with the first end', () => receiver.sendSync('back')],
  ['receiving with the second', () => sender.recvSync()],
]) {
  try {
    call();
  } catch (error) {
    console.log(`${what}: ${error.name}: ${error.message}`);
  }
}
console.log('anything else?', receiver.pollSync());
sender.close();
receiver.close();
