/** Why the addon could not be loaded, in words that say what to do. */

/** What the reasons depend on; tests hand in others. */
export interface Host {
  platform: string;
  arch: string;
  /** Of the running process; undefined where the C library is another one. */
  glibc: string | undefined;
}

export function thisHost(): Host {
  const glibc = process.platform === 'linux' ? glibcVersion() : undefined;
  return { platform: process.platform, arch: process.arch, glibc };
}

/** The reason for `error`, which loading the addon has thrown. */
export function explain(error: unknown, host: Host): string {
  const message = error instanceof Error ? error.message : String(error);
  if (host.platform !== 'linux')
    return `the platform is ${host.platform}, and this kind of fork exists on Linux only`;
  if (host.glibc === undefined) {
    return 'the C library is not glibc (musl?): the fork relies on how glibc keeps its threads; use a system with glibc';
  }
  if (olderThan(host.glibc, 2, 28)) return `glibc is ${host.glibc}, and 2.28 or later is needed`;
  if (message.startsWith('No native build')) {
    const made = ['x64', 'arm64'].includes(host.arch);
    return made
      ? 'its native addon is missing: install the package again, or build it in the repository with npm run build'
      : `there is no native addon for ${host.arch}: build it in the repository with npm run build`;
  }
  return message;
}

// A report takes a few milliseconds: it is asked for after a failure only.
function glibcVersion(): string | undefined {
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return report.header.glibcVersionRuntime;
}

function olderThan(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number);
  return first < major || (first === major && second < minor);
}
