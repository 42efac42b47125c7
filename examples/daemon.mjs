// A daemon lives for its parent: when that ends, so does the daemon, in the middle of its work.
import { Process } from 'forkable';

const program = new Process({
  name: 'Program',
  target: async () => {
    const daemon = new Process({
      daemon: true,
      name: 'Guard',
      target: async () => {
        for (let i = 1; ; i++) {
          console.log(`guarding ${i}`);
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      },
    });
    daemon.start();
    console.log(`started ${daemon}`.replaceAll(/\d{2,}/g, '…'));
    await new Promise((resolve) => setTimeout(resolve, 350));
    console.log('the program ends');
  },
});
program.start();
await program.join();
console.log(`and its daemon with it: ${program.exitcode}`);
