// A job board: jobs in a JoinableQueue of a manager, workers that connect over TCP as if from other machines.
import { setTimeout as work } from 'node:timers/promises';
import { Process, SyncManager } from 'forkable';

const authkey = 'the key of the board';
class Board extends SyncManager {}
const board = new Board({ address: ['127.0.0.1', 0], authkey });
board.start();
const jobs = board.JoinableQueue();
const results = board.Queue();
const JOBS = 20;
for (let i = 1; i <= JOBS; i++) jobs.put(i);

const workers = ['north', 'south', 'west'].map(
  (name) =>
    new Process({
      name,
      target: async () => {
        for (;;) {
          const job = jobs.get();
          if (job === null) return;
          await work(10);
          results.put({ job, square: job * job, by: name });
          jobs.taskDone();
        }
      },
    }),
);
for (const worker of workers) worker.start();
jobs.join();
for (const _ of workers) jobs.put(null);
const done = Array.from({ length: JOBS }, () => results.get());
for (const worker of workers) await worker.join();
const sum = done.reduce((total, { square }) => total + square, 0);
console.log(`${done.length} jobs done, the sum of the squares is ${sum}`);
console.log(`workers at ${board.address[0]}: ${[...new Set(done.map(({ by }) => by))].sort().join(', ')}`);
await board.shutdown();
