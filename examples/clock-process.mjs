// A class of one's own: what the constructor keeps is there in run().
import { Process } from 'forkable';

class ClockProcess extends Process {
  constructor(interval) {
    super();
    this.interval = interval;
  }

  async run() {
    for (let i = 0; i < 3; i++) {
      console.log(`${this.name}: the time is ${new Date().toLocaleTimeString()}`);
      await new Promise((resolve) => setTimeout(resolve, this.interval));
    }
  }
}

const clock = new ClockProcess(100);
clock.start();
await clock.join();
console.log(`the clock stopped with ${clock.exitcode}`);
