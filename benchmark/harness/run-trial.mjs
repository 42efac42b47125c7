// Starts one trial, bounded in time, and reads the figure from the last line it prints: `{"figure": 12.5}`.
import { spawn } from 'node:child_process';

export async function runTrial(command, limit) {
  // A process group of its own: a late trial goes with all the processes it started.
  const child = spawn(command[0], command.slice(1), { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    killGroup(child.pid);
  }, limit);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...ended) => resolve(ended));
  }).finally(() => {
    clearTimeout(timer);
    killGroup(child.pid);
  });
  if (late) return { failure: `not done after ${limit / 1000} s` };
  const figure = figureIn(out);
  if (code !== 0 || figure === null) {
    return { failure: `ended with ${signal ?? code}: ${err.trim().slice(-500) || out.trim().slice(-200)}` };
  }
  return { figure };
}

function killGroup(pid) {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // nobody left in it
  }
}

function figureIn(out) {
  try {
    const { figure } = JSON.parse(out.trimEnd().split('\n').at(-1));
    return Number.isFinite(figure) ? figure : null;
  } catch {
    return null;
  }
}
