/** native/binding/scheduling.cc */
export interface SchedulingBinding {
  schedGetaffinity(pid: number): number[];
  schedSetaffinity(pid: number, cpus: readonly number[]): void;
  schedGetscheduler(pid: number): number;
  schedSetscheduler(pid: number, policy: number, priority: number): number;
  schedGetparam(pid: number): number;
  schedSetparam(pid: number, priority: number): number;
  /** Nanoseconds. */
  schedRrGetInterval(pid: number): number;
  schedGetPriorityMin(policy: number): number;
  schedGetPriorityMax(policy: number): number;
  schedYield(): number;
  cpuCount(): number;
}
