/** How many CPUs there are, for all and for this process. */
import { native } from '../native';
import { cpuQuota } from './cpu-quota';

/** The number of CPUs that are online. Python: `os.cpu_count`. */
export const cpuCount = (): number => native.cpuCount();

/**
 * The number of CPUs that this process can keep busy: its affinity and the quota of its control group, whichever is
 * less, rounded up; at least 1. What a pool of processes starts with. Python: `os.process_cpu_count`, which knows
 * nothing of the quota.
 */
export function processCpuCount(): number {
  const allowed = native.schedGetaffinity(0).length;
  return Math.max(1, Math.min(allowed, Math.ceil(cpuQuota())));
}
