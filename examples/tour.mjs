// npm start: every example, one after the other, each in a process of its own and bounded in time.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pc from 'picocolors';
import { examples } from './index.mjs';

const failed = [];
for (const [index, { file, title, seconds }] of examples.entries()) {
  console.log(`\n${pc.bold(pc.cyan(`${index + 1}. ${title}`))}  ${pc.dim(`examples/${file}`)}`);
  const reason = await run(file, seconds);
  if (reason === null) continue;
  console.log(pc.red(`   ${file} ${reason}`));
  failed.push(file);
}
console.log(`\n${examples.length - failed.length} of ${examples.length} examples ran to their end`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** Runs one example; null, or what went wrong. */
async function run(file, seconds) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  // A process group of its own, so that a late example goes with its children.
  const child = spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  indent(child.stdout);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    killGroup(child.pid);
  }, seconds * 1000);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...ended) => resolve(ended));
  });
  clearTimeout(timer);
  if (late) return `was not done after ${seconds} s`;
  return code === 0 ? null : `ended with ${signal ?? `code ${code}`}`;
}

function indent(stream) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) console.log(`   ${line}`);
  });
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // already gone
  }
}
