/** What the parent has put off is not a child's. */
import { testCases } from '../helpers/cases';

testCases('process/put-off.mjs', [
  'nothing is waiting: nobody watches the awaits of the child',
  'ticks',
  'ticks, from one',
  'immediates',
  'only an unreferenced immediate',
  'immediates, from one',
  'timers',
  'timers, behind an await in one',
  'immediates and timers, from the handler of an exception in an immediate',
  'from the only timer: the loop of the child waits for its own',
  'from the first of the immediates: the loop of the child rests',
  'under the eyes of a debugger',
  'promises that nobody caught',
  'warnings of the child are printed, listeners of the parent are not told',
]);
