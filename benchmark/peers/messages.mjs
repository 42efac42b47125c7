/** What the queue benchmarks send. */
export const messages = {
  int: 123456,
  object: { id: 123456, name: 'some name', value: 1.25, flag: true },
  bytes: Buffer.alloc(1 << 20, 1),
};
