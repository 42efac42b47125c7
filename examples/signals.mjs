// Signals: a child that handles them, a parent that sends them, an alarm as the timeout of a blocking call, and values that
// travel with real-time signals.
import { os, signal } from 'forkable';

console.log('1. A handler answers, the default action ends');
{
  const [ready, tell] = os.pipe();
  const child = os.fork();
  if (child === 0) {
    signal.signal('SIGUSR1', (signum) => console.log(`   child: got ${signal.Signals[signum]}, I go on`));
    signal.signal('SIGINT', signal.SIG_IGN);
    os.write(tell, '.');
    for (;;) {
      signal.pause(); // sleeps until a handler has run
      os.write(tell, '.');
    }
  }
  os.read(ready, 1);
  os.kill(child, 'SIGINT'); // ignored
  os.kill(child, 'SIGUSR1');
  os.read(ready, 1);
  os.kill(child, 'SIGTERM');
  const [, status] = os.waitpid(child, 0);
  console.log(
    `   parent: SIGINT did nothing; SIGTERM ended it: exit code ${os.waitstatusToExitcode(status)}`,
  );
}

console.log('2. An alarm is the timeout of a call that has none');
{
  const [nobodyWrites, end] = os.pipe();
  signal.signal('SIGALRM', () => {
    throw new Error('nothing came for a second');
  });
  const start = performance.now();
  signal.alarm(1);
  try {
    os.read(nobodyWrites, 100);
  } catch (error) {
    console.log(
      `   os.read threw "${error.message}" after ${((performance.now() - start) / 1000).toFixed(1)} s`,
    );
  }
  // A handler that does not throw: the call goes on.
  signal.signal('SIGALRM', () => os.write(end, 'the handler wrote this'));
  signal.setitimer(signal.ITIMER_REAL, 50);
  console.log(`   os.read went on and returned "${os.read(nobodyWrites, 100)}"`);
}

console.log('3. Real-time signals queue, with their values');
{
  signal.sigprocmask(signal.SIG_BLOCK, ['SIGRTMIN']); // so that none comes before we wait
  const parent = process.pid;
  const child = os.fork();
  if (child === 0) {
    for (const value of [3, 1, 4, 1, 5]) signal.sigqueue(parent, 'SIGRTMIN', value);
    os._exit(0);
  }
  const values = Array.from({ length: 5 }, () => signal.sigwaitinfo(['SIGRTMIN']).si_value);
  os.waitpid(child, 0);
  console.log(`   sigwaitinfo took ${values.join(', ')}: all of them, in order`);
}

console.log('4. Waiting without blocking the loop');
{
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  const waiting = signal.promises.sigwait(['SIGUSR2']);
  setTimeout(() => os.kill(process.pid, 'SIGUSR2'), 60);
  const signum = await waiting;
  clearInterval(timer);
  console.log(
    `   ${signal.Signals[signum]} (${signal.strsignal(signum)}) came; the loop turned meanwhile: ${turns > 3}`,
  );
}
