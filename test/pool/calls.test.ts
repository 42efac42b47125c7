import { testCases } from '../helpers/cases';

testCases('pool/calls.mjs', [
  'apply',
  'the blocking faces',
  'async functions, methods, closures',
  'map keeps the order, whatever the chunks',
  'map reports the first error when all is done',
  'callbacks',
  'an AsyncResult',
  'imap, ordered and as they come',
  'imap reads an endless source only so far',
  'imap gives errors in their places',
  'imap: no result in time is not lost',
  'errors keep what they are',
  'what cannot cross',
  'large values',
  'wrong arguments',
  'initializer and nice',
  'maxtasksperchild',
  'stats',
  'the end',
]);
