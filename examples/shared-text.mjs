// Text in shared memory: an array of bytes, encoded and decoded by those who use it.
import { Array, os } from 'forkable';

const text = Array('c', 100);
text.value = Buffer.from('哈哈哈');

const inChild = (body) => {
  const pid = os.fork();
  if (pid === 0) {
    body();
    os._exit(0);
  }
  os.waitpid(pid, 0);
};

inChild(() => {
  console.log(`first child: ${text.value.toString()}`);
  text.value = Buffer.from('夜夜夜');
});
inChild(() => console.log(`second child: ${text.value.toString()}`));
console.log(`parent: ${text.value.length} bytes of ${text.raw.length}`);
