/** What a `Process` refuses, what it shows of itself, and how it is joined. */
import { testCases } from '../helpers/cases';

testCases('process/misuse.mjs', [
  'bad options',
  'the main process is nobody’s child',
  'before start()',
  'started twice, changed when started',
  'closed while it runs, used when closed',
  'closed by a signal handler while it is joined',
  'in another process',
  'children of a daemon',
  'inspected in every state',
  'joins again and again, with times and signals',
  'reaped elsewhere',
  'active children are the living ones',
]);
