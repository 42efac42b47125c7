/** The first steps of a process that was started anew: from its passport to its run(). */
import { loadModule, setStartMethod, type Arrival, type Passport, type Reference } from '../launch';
import { native } from '../native';
import { bootstrap } from './bootstrap';
import { becomeProcess, currentProcess, setBeginning } from './family';
import { setOwnAuthkey } from './identity';
import { ORIGIN, type Origin, type ProcessOptions } from './options';
import { ParentProcess } from './parent';
import { Process } from './process';
import { ownClass } from './start';

/** Does not return to anything: the process ends with its target. */
export function arrive(arrival: Arrival): void {
  const { passport } = arrival;
  becomeLike(passport);
  bootstrap(
    {
      process: new Process(optionsOf(passport)),
      path: passport.path,
      parentName: passport.parentName,
      parentPid: passport.parentPid,
      given: new Set(),
      daemon: passport.daemon,
    },
    () => unpack(arrival),
  );
}

/** Surroundings of the process that started this one. */
function becomeLike({ cwd, argv, env, authkey, startMethod }: Passport): void {
  if (process.cwd() !== cwd) process.chdir(cwd);
  process.argv = [process.argv[0] as string, process.argv[1] as string, ...argv.slice(2)];
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  for (const [name, value] of Object.entries(env)) {
    if (process.env[name] !== value) process.env[name] = value;
  }
  setOwnAuthkey(authkey);
  setStartMethod(startMethod, { force: true });
}

function optionsOf({ name, daemon, path, parentPid }: Passport): ProcessOptions {
  const origin: Origin = { path, creator: parentPid };
  return { name, daemon, [ORIGIN]: origin } as ProcessOptions;
}

/** The process object that the parent has, made again. */
async function unpack(arrival: Arrival): Promise<Process> {
  const { passport } = arrival;
  setBeginning(true);
  for (const url of passport.modules) await loadModule(url);
  setBeginning(false);
  const { class: named, fields, target, args, kwargs } = arrival.unpack();
  const options = { ...optionsOf(passport), target: target as Reference, args, kwargs };
  const Class = typeof named === 'string' ? ownClass(named) : (named as typeof Process);
  // Not by its own constructor, which may want arguments and has been run: the object was made in the parent.
  const made = Reflect.construct(Process, [options], Class) as Process;
  return Object.assign(made, fields);
}

/** A process that only helps its parent to start others: it has a parent, so that main modules keep still in it. */
export function becomeHelper(parentName: string): void {
  becomeProcess(currentProcess(), new ParentProcess(parentName, native.getppid()));
}

/** The descriptors that an exec has let through are this program's alone. */
export function receiveDescriptors(first: number, count: number): number[] {
  const descriptors = Array.from({ length: count }, (_, i) => first + i);
  for (const fd of descriptors) native.setInheritable(fd, 0);
  return descriptors;
}
