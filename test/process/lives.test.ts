/** Names and generations, orphans, signals, output, what a child shares and what it does not disturb. */
import { testCases } from '../helpers/cases';

testCases(
  'process/lives.mjs',
  [
    'default names',
    'arguments of any size',
    'five generations',
    'a target of any kind runs in the child alone',
    'an orphan is told',
    'a parent that lives is waited for in vain',
    'signals end a child by default',
    'handlers of the signal module are inherited',
    'an uncaught KeyboardInterrupt',
    'the parent lets go of the target and its arguments',
    'large output arrives',
    'standard streams that are gone, or something else',
    'a server is shared on purpose',
    'what the parent waits for is not disturbed',
    'stdin of a child is empty, and its own',
  ],
  { timeout: 60_000, speaks: true },
);
