/** The start of a child, by each of the start methods. */
import { outOfRange, systemError } from '../errors';
import { forkClean } from '../fork';
import { Parcel, startByServer, startBySpawn, type Baggage, type Started, type StartMethod } from '../launch';
import { native } from '../native';
import { programRunsInChildren } from '../util/child-code';
import { findBelongings, handOver } from '../util/belongings';
import { bootstrap, type Birth } from './bootstrap';
import { currentProcess } from './family';
import type { Plan } from './options';
import type { Process } from './process';
import { rehearse } from './rehearsal';

/** Gives the child's pid and pidfd. In a forked child this never returns. */
export function startChild(child: Process, path: readonly number[], plan: Plan): Started {
  const self = currentProcess();
  const given = findBelongings([plan.args, plan.kwargs, plan.keep, Object.values(child)]);
  handOver(given);
  const birth: Birth = {
    process: child,
    path,
    parentName: self.name,
    parentPid: native.getpid(),
    given,
    daemon: child.daemon,
  };
  const method = child.startMethod;
  return method === 'fork' ? startByFork(birth, plan) : startAnew(method, birth, plan);
}

function startByFork(birth: Birth, plan: Plan): Started {
  rehearse();
  programRunsInChildren(birth.process.run);
  if (typeof plan.target === 'function') programRunsInChildren(plan.target);
  const pid = forkClean(bootstrap.bind(undefined, birth, undefined), { keep: plan.keep });
  if (pid < 0) throw systemError(-pid, 'fork');
  return { pid, pidfd: native.takePidfd() };
}

function startAnew(method: StartMethod, birth: Birth, plan: Plan): Started {
  if (plan.keep.length > 0) throw outOfRange('keep', `empty with the start method ${method}`, 'a list');
  const { process: child, path, daemon, parentName, parentPid } = birth;
  const passport = {
    name: child.name,
    path,
    daemon,
    authkey: child.authkey,
    startMethod: method,
    parentName,
    parentPid,
    cwd: process.cwd(),
    argv: process.argv,
    env: process.env as Record<string, string>,
  };
  const parcel = new Parcel(passport, baggageOf(child, plan));
  try {
    return method === 'spawn' ? startBySpawn(parcel) : startByServer(parcel, parentName);
  } finally {
    parcel[Symbol.dispose]();
  }
}

/** Classes of the library go by their names, those of the program by the module that exports them. */
const ownClasses = new Map<string, typeof Process>();

export function registerOwnClass(Class: typeof Process): void {
  ownClasses.set(Class.name, Class);
}

export function ownClass(name: string): typeof Process {
  return ownClasses.get(name) as typeof Process;
}

function baggageOf(child: Process, { target, args, kwargs }: Plan): Baggage {
  const Class = child.constructor as typeof Process;
  const isOwn = ownClasses.get(Class.name) === Class;
  return { class: isOwn ? Class.name : Class, fields: { ...child }, target, args, kwargs };
}
