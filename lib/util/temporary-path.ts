/**
 * Paths for sockets that nobody has named: each in a directory of its own that only this user can enter, in /tmp where the
 * name of the folder for temporary files is too long for a socket. Listeners that were killed together with all who could
 * have removed theirs leave them behind; the next process that makes one removes them.
 */
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SOCKET = 'socket';
/** Younger ones may be about to get their socket. */
const YOUNG_MS = 10_000;
const PRIVATE_DIRECTORY = 0o40700;

/** Bytes of the path of a Unix socket, without the NUL. */
const LONGEST_PATH = 107;
/** That mkdtemp(3) puts behind a prefix. */
const RANDOM_CHARACTERS = 6;

let cleaned = false;

export function temporaryPath(): string {
  const name = `forkable-${networkNamespace()}-`;
  const length = Buffer.byteLength(path.join(tmpdir(), name, SOCKET)) + RANDOM_CHARACTERS;
  const prefix = path.join(length > LONGEST_PATH ? '/tmp' : tmpdir(), name);
  if (!cleaned) removeAbandoned(prefix);
  cleaned = true;
  return path.join(mkdtempSync(prefix), SOCKET);
}

/** The sockets that /proc/net/unix lists are those of one network namespace: others' directories have other names. */
function networkNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/net'))?.[0] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

/** Quiet: what cannot be read or removed stays. */
function removeAbandoned(prefix: string): void {
  const folder = path.dirname(prefix);
  quietly(() => {
    const names = readdirSync(folder).filter((name) => name.startsWith(path.basename(prefix)));
    const listening = names.length === 0 ? '' : readFileSync('/proc/net/unix', 'utf8');
    for (const name of names) quietly(() => removeIfAbandoned(path.join(folder, name), listening));
  });
}

function removeIfAbandoned(directory: string, listening: string): void {
  const { uid, mode, mtimeMs } = lstatSync(directory);
  const isOurs = uid === process.getuid?.() && (mode & 0o170777) === PRIVATE_DIRECTORY;
  if (!isOurs || Date.now() - mtimeMs < YOUNG_MS) return;
  const socket = path.join(directory, SOCKET);
  if (listening.includes(` ${socket}\n`)) return;
  const content = readdirSync(directory);
  if (content.length === 1 && content[0] === SOCKET && lstatSync(socket).isSocket()) unlinkSync(socket);
  rmdirSync(directory); // fails where anything else is in it
}

function quietly(call: () => void): void {
  try {
    call();
  } catch {
    // somebody else's, or gone already
  }
}
