// Three producers, two consumers. A value of its own kind says that nothing more will come.
import { Process, Queue, currentProcess } from 'forkable';

const products = new Queue(5);
const END = null;

function produce(name) {
  for (let i = 1; i <= 4; i++) products.putSync(`${name} ${i}`);
}

async function consume() {
  for (let count = 0; ; count++) {
    const product = await products.get();
    if (product === END) {
      console.log(`${currentProcess().name} took ${count} and ends`);
      return;
    }
    console.log(`${currentProcess().name} took ${product}`);
  }
}

const producers = ['bread', 'cake', 'bun'].map((name) => new Process({ target: produce, args: [name] }));
const consumers = ['first consumer', 'second consumer'].map((name) => new Process({ target: consume, name }));
for (const child of [...producers, ...consumers]) child.start();

await Promise.all(producers.map((producer) => producer.join()));
for (const _ of consumers) await products.put(END);
await Promise.all(consumers.map((consumer) => consumer.join()));
console.log(`all have ended, the queue is empty: ${products.empty()}`);
products.close();
