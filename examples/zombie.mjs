// A process that has ended stays in the table, as a zombie, until its parent has asked for its status.
import { os } from 'forkable';

const pid = os.fork();
if (pid === 0) os._exit(7);

// WNOWAIT: wait for the end without reaping.
os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT);
const { state, stat, zombie } = os.processStatus(pid);
console.log(`child ${pid} has ended and nobody asked: state ${state} (stat ${stat}), zombie: ${zombie}`);

const [reaped, status] = os.wait();
console.log(`wait() gave [${reaped}, ${status}]: exit code ${os.waitstatusToExitcode(status)}`);
try {
  os.processStatus(pid);
} catch (error) {
  console.log(`now it is gone from the table: ${error.code}`);
}
