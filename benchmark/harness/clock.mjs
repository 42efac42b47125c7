// Timing inside a trial. Every figure a trial returns is a plain number in the unit of its group.

const units = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };

/** Time that `run` takes, in `unit` ('ns', 'µs', 'ms', 's'); waits for its promise. */
export async function elapsed(unit, run) {
  const start = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - start) / units[unit];
}

/**
 * Time of one operation in `unit`, over `count` calls of `operation(index)`, after `warmup` calls that do not count.
 * A synchronous operation is called in a plain loop; a promise is awaited before the next call.
 */
export async function perOperation(unit, count, operation, warmup = Math.ceil(count / 10)) {
  await repeat(warmup, operation);
  return (await elapsed(unit, () => repeat(count, operation))) / count;
}

/** Operations in a second: `count` of them done by `run()`. */
export async function perSecond(count, run) {
  return count / (await elapsed('s', run));
}

async function repeat(count, operation) {
  for (let index = 0; index < count; index += 1) {
    const result = operation(index);
    if (result !== undefined && typeof result?.then === 'function') await result;
  }
}
