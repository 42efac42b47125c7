/**
 * Runs a fixture program in a Node process of its own, to its end or to a deadline. On the deadline the stacks of
 * all its processes are dumped and they are killed; a process or zombie that the program leaves behind fails the test.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { scaled } from './deadline';

export interface ProgramResult {
  /** Exit code, or null when a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** The last line of stdout, parsed as JSON. */
  json<T = unknown>(): T;
}

export interface ProgramOptions {
  args?: readonly string[];
  /** Flags of Node itself, before the program's name. */
  execArgv?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** What the program reads on stdin (then EOF). */
  input?: string;
  /** Milliseconds, before scaling. */
  timeout?: number;
  /** Processes of the program that outlive it are expected (orphans under test); they are killed quietly. */
  mayLeaveProcesses?: boolean;
}

const fixtures = path.join(__dirname, '..', 'fixtures');
const MARK = 'FORKABLE_TEST_RUN';

/** `name` is a path below test/fixtures, with its extension. */
export async function runFixture(name: string, options: ProgramOptions = {}): Promise<ProgramResult> {
  return runProgram([path.join(fixtures, name), ...(options.args ?? [])], options);
}

export async function runProgram(
  argv: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const run = randomUUID();
  const child = spawn(process.execPath, [...(options.execArgv ?? []), ...argv], {
    env: { ...cleanEnvironment(), ...options.env, [MARK]: run },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');

  const limit = scaled(options.timeout ?? 25_000);
  let late: string | null = null;
  const timer = setTimeout(() => {
    late = describeAll(run);
    killAll(run);
  }, limit);
  // 'exit' and not 'close': a process left behind may hold the pipes open.
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (...ended) => resolve(ended));
  });
  clearTimeout(timer);
  const left = processesOf(run);
  const leftText = left.length === 0 ? '' : describeAll(run);
  if (left.length > 0) killAll(run);
  await drained(child.stdout, child.stderr);
  if (late !== null) {
    throw new Error(
      `${argv.join(' ')} was not done after ${limit} ms\n${late}\nstdout: ${stdout}\nstderr: ${stderr}`,
    );
  }
  if (leftText !== '' && !options.mayLeaveProcesses) {
    throw new Error(
      `${argv.join(' ')} left processes behind:\n${leftText}\nstdout: ${stdout}\nstderr: ${stderr}`,
    );
  }
  return { code, signal, stdout, stderr, json: () => parseLastLine(stdout, stderr) };
}

function parseLastLine<T>(stdout: string, stderr: string): T {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(line) as T;
  } catch {
    throw new Error(`the last line of stdout is not JSON\nstdout: ${stdout}\nstderr: ${stderr}`);
  }
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of Object.keys(env))
    if (/^(VITEST|NODE_OPTIONS|NODE_V8_COVERAGE|NODE_CHANNEL)/.test(name)) delete env[name];
  return env;
}

function drained(...streams: NodeJS.ReadableStream[]): Promise<unknown> {
  return Promise.all(
    streams.map(
      (stream) =>
        new Promise<void>((resolve) => {
          if ((stream as unknown as { closed: boolean }).closed) resolve();
          else stream.once('close', resolve);
        }),
    ),
  );
}

/** Pids whose environment carries the run's mark: children, grandchildren and orphans alike. */
function processesOf(run: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${MARK}=${run}`) && stateOf(pid) !== 'Z'
        );
      } catch {
        return false;
      }
    });
}

function stateOf(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.[0] ?? 'X';
}

function describeAll(run: string): string {
  return processesOf(run).map(describe).join('\n');
}

function describe(pid: number): string {
  const read = (file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'latin1').trim();
    } catch {
      return '?';
    }
  };
  const tasks = ((): string[] => {
    try {
      return readdirSync(`/proc/${pid}/task`);
    } catch {
      return [];
    }
  })();
  const threads = tasks.map(
    (tid) =>
      `    ${tid} ${read(`task/${tid}/comm`)} in ${read(`task/${tid}/wchan`)} ${read(`task/${tid}/syscall`)}`,
  );
  return `  pid ${pid} ${read('stat').split(' ').slice(2, 4).join(' ')} ${read('cmdline').replaceAll('\0', ' ')}\n${threads.join('\n')}`;
}

function killAll(run: string): void {
  for (const pid of processesOf(run)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // gone meanwhile
    }
  }
}
