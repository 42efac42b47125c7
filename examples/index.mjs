// The examples in the order of the tour. `seconds` bounds a run; every expression of `shows` must match what it prints
// (the tests hold both).
export const examples = [
  {
    file: 'fork.mjs',
    title: 'fork: one call, three results',
    seconds: 20,
    shows: [
      /I am the parent \d+, my child is \d+/,
      /I am the child \d+, my parent is \d+/,
      /fork refused: -11/,
    ],
  },
  {
    file: 'two-forks.mjs',
    title: 'Two forks in a row: four processes',
    seconds: 20,
    shows: [/first=0 second=0/, /first=0 second=\d{2,}/, /first=\d{2,} second=0/, /4 processes/],
  },
  {
    file: 'orphan.mjs',
    title: 'An orphan is adopted',
    seconds: 20,
    shows: [/my parent is the child \d+/, /adopted by \d+, orphan: true/],
  },
  {
    file: 'zombie.mjs',
    title: 'A zombie, seen and reaped',
    seconds: 20,
    shows: [/state Z \(stat Z/, /wait\(\) gave \[\d+, \d+\]: exit code 7/, /gone from the table/],
  },
  {
    file: 'priorities.mjs',
    title: 'Nice values: who gets the processor',
    seconds: 20,
    shows: [/nice 0 +stat R\S* +\d+ rounds/, /nice 15 +stat RN\S* +\d+ rounds/],
  },
  {
    file: 'signals.mjs',
    title: 'Signals: handlers, an alarm as a timeout, values',
    seconds: 20,
    shows: [
      /child: got SIGUSR1, I go on/,
      /exit code -15/,
      /os\.read threw "nothing came for a second" after 1\.\d s/,
      /returned "the handler wrote this"/,
      /took 3, 1, 4, 1, 5/,
      /the loop turned meanwhile: true/,
    ],
  },
  {
    file: 'copy-on-write.mjs',
    title: 'Copy-on-write: 100 MB shared until somebody writes',
    seconds: 40,
    shows: [/the child changed: "mine now"/, /the parent still has: "node 7"/, /private/],
  },
  {
    file: 'prefork-server.mjs',
    title: 'A prefork HTTP server: one socket, four processes',
    seconds: 40,
    shows: [/400 of 400 answers/, /answered by [2-4] processes/, /all four ended/],
  },
  {
    file: 'shared-values.mjs',
    title: 'A number and an array shared with a child',
    seconds: 20,
    shows: [/before: 2\.3 1,2,3,4/, /after: 3\.1415927 -1,-2,-3,-4/],
  },
  {
    file: 'shared-account.mjs',
    title: 'A shared number and a raw fork: deposit and withdraw',
    seconds: 20,
    shows: [/deposited 500/, /parent: sees 2750/, /the balance is 2050/],
  },
  {
    file: 'shared-text.mjs',
    title: 'Text in shared memory',
    seconds: 20,
    shows: [/first child: 哈哈哈/, /second child: 夜夜夜/, /9 bytes of 100/],
  },
  {
    file: 'bank-account.mjs',
    title: 'A bank account without a lock, and with one',
    seconds: 40,
    shows: [/without a lock: \d+ of 80000 coins/, /with a lock: 80000 of 80000 coins/],
  },
  {
    file: 'queue-one-process.mjs',
    title: 'A queue in one process: full, empty, qsize',
    seconds: 20,
    shows: [
      /full: true, size: 3/,
      /no room for a fourth: true/,
      /got cherry, 0 left/,
      /nothing came .*: true/,
    ],
  },
  {
    file: 'queue-two-processes.mjs',
    title: 'A queue between two processes',
    seconds: 40,
    shows: [/put C/, /got A/, /got C/, /both have ended, 0 left/],
  },
  {
    file: 'queue-producer-consumer.mjs',
    title: 'Three producers and two consumers',
    seconds: 40,
    shows: [/took bread 1/, /took bun 4/, /all have ended, the queue is empty: true/],
  },
];
