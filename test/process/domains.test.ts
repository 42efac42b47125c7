/** Where the program uses domains, which keep Node's callback of uncaught exceptions for themselves. */
import { testCases } from '../helpers/cases';

testCases('process/domains.mjs', ['from the loop', 'from within domains, which are not the child’s'], {
  speaks: true,
});
