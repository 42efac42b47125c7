/** Where the library cannot work, importing it still does, and the first call says why. */
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { explain, type Host } from '../../lib/native/obstacle';
import { runFixture } from '../helpers/program';

const root = path.join(__dirname, '..', '..');
const temporary = mkdtempSync(path.join(os.tmpdir(), 'forkable-test-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** A copy of the package: with the addon, or without. */
function copyOfPackage(name: string, withAddon: boolean): string {
  const folder = path.join(temporary, name);
  for (const part of ['dist', 'package.json'])
    cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  if (withAddon) {
    const addon = path.join('build', 'Release', 'forkable.node');
    cpSync(path.join(root, addon), path.join(folder, addon), { recursive: true });
  }
  return folder;
}

test.each([
  ['not-linux', true, 'the platform is darwin'],
  ['no-binary', false, 'its native addon is missing'],
  ['musl', false, 'the C library is not glibc'],
  ['missing-symbol', true, 'Node does not export v8::Isolate::Enter'],
])(
  '%s: importing works, fork throws ERR_FORK_UNSUPPORTED with the reason',
  async (scenario, withAddon, reason) => {
    const folder = copyOfPackage(scenario, withAddon);
    const { json, code } = await runFixture('native/unsupported.mjs', { args: [folder, scenario] });
    expect(code).toBe(0);
    const { imported, thrown } = json<{ imported: number; thrown: Record<string, unknown> }>();
    expect(imported).toBe(5);
    expect(thrown).toMatchObject({ isOSError: true, code: 'ERR_FORK_UNSUPPORTED' });
    expect(thrown['message']).toContain(reason);
  },
);

const host: Host = { platform: 'linux', arch: 'x64', glibc: '2.36' };
const noBuild = new Error('No native build was found for platform=linux');

test.each<[string, unknown, Host, string]>([
  ['another platform', noBuild, { ...host, platform: 'win32', glibc: undefined }, 'the platform is win32'],
  ['musl', noBuild, { ...host, glibc: undefined }, 'not glibc'],
  ['an old glibc', noBuild, { ...host, glibc: '2.17' }, 'glibc is 2.17'],
  ['no binary', noBuild, host, 'its native addon is missing'],
  ['an architecture without a binary', noBuild, { ...host, arch: 's390x' }, 'no native addon for s390x'],
  ['anything else', new Error('cannot map the file'), host, 'cannot map the file'],
  ['a thrown string', 'broken', host, 'broken'],
])('the reason for %s', (_, error, where, reason) => {
  expect(explain(error, where)).toContain(reason);
});
