import { testCases } from '../helpers/cases';

const ways = ['error', 'process.exit', '_exit', 'SIGSEGV', 'SIGKILL'];
const stages: Record<string, readonly string[]> = {
  'encoding the task': ['error'],
  'decoding the task': ways,
  running: ways,
  'encoding the result': ways,
  'decoding the result': ['error'],
};
const rows = ['Pool', 'executor'].flatMap((kind) =>
  Object.entries(stages).flatMap(([stage, possible]) => possible.map((way) => `${kind}, ${stage}, ${way}`)),
);

testCases('pool/crashes.mjs', rows);
