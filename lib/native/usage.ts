/** native/binding/usage.cc */
import type { Rusage } from './wait';

export interface UsageBinding {
  /** The limits before; with four arguments sets them. Infinity is RLIM_INFINITY. */
  prlimit(pid: number, resource: number, soft?: number, hard?: number): [soft: number, hard: number];
  getrusage(who: number): Rusage;
  /** In clock ticks: user, system, children's user, children's system, elapsed. */
  times(): [number, number, number, number, number];
  clockTicks(): number;
  getpagesize(): number;
  setPdeathsig(sig: number): number;
  getPdeathsig(): number;
  setChildSubreaper(on: number): number;
  getChildSubreaper(): number;
  setProcessName(name: string): void;
  /** Milliseconds from the epoch to the zero of the clock that start times count on. */
  bootOffset(): number;
  /** The parent that `pid` was born to, 0 when unknown; `started` is its start time in nanoseconds since boot. */
  birthParent(pid: number, started: number): number;
  /** What child_process has running on this thread. */
  childProcessPids(): number[];
}
