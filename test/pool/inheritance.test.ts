import { testCases } from '../helpers/cases';

testCases('pool/inheritance.mjs', [
  'a worker forked for the task has it, one that was there gets a copy',
  'it is as it was when the task was submitted',
  'what a task writes stays its own',
  'map: chunks for workers that have died are sent',
  'in every call: what is inherited is the very object',
  'map: workers replaced after every chunk',
  'beside it what cannot be cloned throws at once',
  'initargs and closures are never sent',
  'a blocking call does not lose what others wait for',
  'a nested pool leaves things too',
]);
