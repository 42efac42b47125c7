// A pipe has two ends, and each of them can send and receive.
import { Pipe, Process } from 'forkable';

const [left, right] = Pipe();
const echo = new Process({
  name: 'echo',
  args: [right],
  target: (conn) => {
    for (;;) {
      const message = conn.recvSync();
      if (message === null) return;
      conn.sendSync({ heard: message, by: process.pid });
    }
  },
});
echo.start();
for (const message of ['hello', 42, new Map([['a', [1, 2]]])]) {
  left.sendSync(message);
  const { heard, by } = left.recvSync();
  console.log('sent', message, 'got back', heard, by === echo.pid ? 'from the child' : 'from nowhere');
}
left.sendSync(null);
await echo.join();

// An end that is closed is the end of the file for the other one.
right.close();
try {
  left.recvSync();
} catch (error) {
  console.log(`then: ${error.name}`);
}
