/** All waits of the tests are scaled by FORKABLE_TEST_SCALE (default 1), for slow machines and sanitizers. */
const scale = Number(process.env['FORKABLE_TEST_SCALE'] ?? 1);

export const scaled = (ms: number): number => ms * scale;
