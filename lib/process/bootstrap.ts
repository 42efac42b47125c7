/** The life of a child from its first line to its last. Runs on a clean stack, in the child. */
import { inspect } from 'node:util';
import { tell } from '../fork';
import { native, READABLE, type FdWatcher } from '../native';
import { setPdeathsig } from '../os';
import { keepOnly, type Belonging } from '../util/belongings';
import { endChildren, endChildrenSync } from './at-exit';
import { becomeProcess, currentProcess, hasChildren } from './family';
import { becomePath } from './identity';
import { getLogger } from './logger';
import { deliverOutput } from './output';
import { ParentProcess } from './parent';
import type { Process } from './process';
import { goesOn, watchLoop } from './stalled';
import { runExitHooks } from '../util/exit-hooks';
import { programRunsInChildren, runsInChildren, type Code } from '../util/child-code';

/** What a child is told of itself. */
export interface Birth {
  process: Process;
  path: readonly number[];
  parentName: string;
  parentPid: number;
  given: ReadonlySet<Belonging>;
  daemon: boolean;
}

const SIGKILL = 9;
let leaving = false;
/** Referenced, or it is collected. */
let parentWatcher: FdWatcher | undefined;

/** Entry of a child. `prepare`: what it is to run has to be fetched first. */
export function bootstrap(birth: Birth, prepare?: () => Promise<Process>): void {
  const parent = new ParentProcess(birth.parentName, birth.parentPid);
  if (birth.daemon) dieWithParent(parent);
  const { process: self } = birth;
  becomeProcess(self, parent);
  becomePath(birth.path);
  keepOnly(birth.given);
  takeOverExit();
  void live(prepare === undefined ? self : becomePrepared(prepare, parent));
}

/** A daemon never outlives its parent: the kernel kills it, from now on; and it looks whether that was too late. */
function dieWithParent(parent: ParentProcess): void {
  setPdeathsig(SIGKILL);
  if (!parent.isAlive()) native.exitNow(0);
  // Credentials that change clear the kernel's setting: a second way, which does not keep the loop alive.
  parentWatcher = new native.FdWatcher(parent.sentinel, () => native.exitNow(0));
  parentWatcher.start(READABLE);
  parentWatcher.unref();
}

/** Parts of `process` that its types do not tell. */
interface ExitingProcess {
  _exiting: boolean;
  reallyExit(code?: number): never;
}

function takeOverExit(): void {
  const exiting = process as unknown as ExitingProcess;
  leaving = false;
  process.exitCode = undefined;
  exiting._exiting = false;
  // process.exit() ends here, after the 'exit' handlers.
  exiting.reallyExit = leave;
  watchLoop();
  process.on('uncaughtExceptionMonitor', (error) => {
    const isHandled =
      process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback();
    if (!isHandled) fail(error);
  });
}

async function becomePrepared(prepare: () => Promise<Process>, parent: ParentProcess): Promise<Process> {
  const self = await prepare();
  becomeProcess(self, parent);
  return self;
}

async function live(self: Process | Promise<Process>): Promise<void> {
  try {
    const process = self instanceof Promise ? await self : self;
    getLogger().info('child process calling self.run()');
    await process.run();
    goesOn();
  } catch (error) {
    fail(error);
  }
  if (hasChildren()) await endChildren();
  process.exit();
}

/** An error that nobody caught: told on stderr, exit code 1. */
function fail(error: unknown): never {
  tell(`Process ${currentProcess().name}:\n${describe(error)}\n`);
  process.exit(1);
}

function describe(error: unknown): string {
  try {
    return error instanceof Error ? inspect(error) : `Uncaught ${inspect(error)}`;
  } catch {
    return 'Uncaught (an error that cannot be shown)';
  }
}

function leave(code?: number): never {
  const status = (code ?? Number(process.exitCode ?? 0)) & 0xff;
  if (!leaving) {
    leaving = true;
    getLogger().info('process shutting down');
    endChildrenSync();
    getLogger().info(`process exiting with exitcode ${status}`);
    deliverOutput();
  }
  runExitHooks(status);
  return native.exitNow(status);
}

/** Of Node, what a child's end runs. */
function codeOfNode(): Code[] {
  const accessors = ['exitCode', '_exiting'].map((name) => Object.getOwnPropertyDescriptor(process, name));
  return [
    process.exit,
    ...accessors.flatMap((accessor) => [accessor?.get, accessor?.set]).filter((code) => code !== undefined),
    ...process.listeners('removeListener' as 'exit'),
    ...process.listeners('newListener' as 'exit'),
  ];
}

runsInChildren(setPdeathsig, bootstrap, dieWithParent, takeOverExit, live, fail, describe, leave);
// A program may have put its own in their place.
for (const code of codeOfNode()) programRunsInChildren(code);
