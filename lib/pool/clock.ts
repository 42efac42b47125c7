/** The clock of `performance.now()`. The global of that name is a getter; this is looked up once. */
export const clock: Performance = performance;
