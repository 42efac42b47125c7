// What a benchmark file imports. See benchmark/README.md.
export { c, python } from './contestants.mjs';
export { elapsed, perOperation, perSecond } from './clock.mjs';
