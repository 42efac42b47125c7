import { testCases } from '../helpers/cases';

testCases('pool/watching.mjs', [
  'every worker and every task is told',
  'stats tell of waiting, running, utilisation',
  'a worker that has grown is replaced when its task is done',
  'onProgress comes chunk by chunk, what it throws does no harm',
]);
