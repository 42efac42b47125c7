// fork() is called once and returns twice: 0 in the child, the child's pid in the parent, a negative number when there
// is no child.
import { os } from 'forkable';

const pid = os.fork();
if (pid < 0) {
  console.log('no child could be made');
} else if (pid === 0) {
  console.log(`I am the child ${os.getpid()}, my parent is ${os.getppid()}`);
  os._exit(0);
} else {
  console.log(`I am the parent ${os.getpid()}, my child is ${pid}`);
  os.waitpid(pid, 0);
  showRefusal();
}

// The third result: a process that may not have more processes. The limit does not bind root, hence the change of user,
// and all of it in a child, since neither can be taken back.
function showRefusal() {
  const child = os.fork();
  if (child > 0) {
    os.waitpid(child, 0);
    return;
  }
  if (os.getuid() === 0) os.setresuid(65534, 65534, 65534);
  os.setrlimit(os.RLIMIT_NPROC, [0, 0]);
  console.log(`with a limit of no processes, fork refused: ${os.fork()} (-EAGAIN)`);
  os._exit(0);
}
