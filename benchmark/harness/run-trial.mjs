// Starts one trial, bounded in time, and reads the last line it prints: `{"figure": 12.5}`, or
// `{"missing": "no redis-server here"}`.
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
/** The process group of the trial that runs: it goes with this process. */
let running;
process.on('exit', () => killGroup(running));

/** `{ figure }`, `{ missing }`, or `{ failure }` with the reason in words. */
export async function runTrial(command, limit) {
  // A process group of its own: a late trial goes with all the processes it started.
  const child = spawn(command[0], command.slice(1), { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running = child.pid;
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    killGroup(child.pid);
  }, limit);
  const ended = await new Promise((resolve) => {
    child.on('error', (error) => resolve({ failure: tidy(error.message) }));
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  clearTimeout(timer);
  killGroup(child.pid);
  running = undefined;
  if (ended.failure) return ended;
  if (late) return { failure: `not done after ${Number((limit / 1000).toPrecision(3))} s` };
  const { figure, missing } = lastLine(out);
  if (ended.code === 0 && Number.isFinite(figure)) return { figure };
  if (ended.code === 0 && typeof missing === 'string') return { missing };
  const said = err.trim().slice(-500) || out.trim().slice(-200);
  return { failure: tidy(`ended with ${ended.signal ?? ended.code}: ${said}`) };
}

/** Results are shown to others: no path and no name of this machine in them. */
export function tidy(text) {
  return text
    .replaceAll('file://', '')
    .replaceAll(root + path.sep, '')
    .replaceAll(os.tmpdir() + path.sep, '')
    .replaceAll(os.homedir() + path.sep, '')
    .replaceAll(os.hostname(), 'this-machine');
}

function killGroup(pid) {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // nobody left in it
  }
}

function lastLine(out) {
  try {
    return JSON.parse(out.trimEnd().split('\n').at(-1)) ?? {};
  } catch {
    return {};
  }
}
