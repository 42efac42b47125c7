/** Where a listener listens: a path, '\0name' (abstract), or [host, port]. */
import { rmdirSync, statSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { invalidType, outOfRange } from '../errors';
import type { NativeAddress } from '../native';
import { checkInteger, toBytes } from '../util/validate';

/** A path, `'\0name'` for the abstract namespace of Linux, or `[host, port]` for TCP. */
export type Address = string | readonly [host: string, port: number];

/** What a key is given as; kept as bytes. A string counts as UTF-8; an empty key is a key. */
export type AuthKey = Uint8Array | string;

export function checkAddress(address: unknown): Address {
  if (typeof address === 'string') {
    if (address === '') throw outOfRange('address', 'a path, an abstract name or [host, port]', "''");
    if (address.indexOf('\0', 1) > 0)
      throw outOfRange('address', 'without NUL bytes but the first', JSON.stringify(address));
    return address;
  }
  if (!Array.isArray(address) || address.length !== 2)
    throw invalidType('address', 'a path or [host, port]', address);
  const [host, port] = address as [unknown, unknown];
  if (typeof host !== 'string') throw invalidType('host', 'a string', host);
  return [host, checkInteger(port, 'port', 0, 0xffff)];
}

export function checkAuthKey(key: unknown): Buffer | null {
  if (key == null) return null;
  return Buffer.from(toBytes(key, 'authkey'));
}

/** The arguments of native calls that take an address. */
export function nativeArguments(address: Address): [string, number | undefined] {
  return typeof address === 'string' ? [address, undefined] : [address[0], address[1]];
}

export function publicAddress(address: NativeAddress): Address {
  return address;
}

/** Removes the file of a listener when it is still the one that was made, and the directory made for it. */
export class SocketFile {
  readonly #inode: number;
  readonly #device: number;
  readonly #creator = process.pid;

  constructor(
    private readonly file: string,
    private readonly ownDirectory: boolean,
  ) {
    const { ino, dev } = statSync(file);
    this.#inode = ino;
    this.#device = dev;
  }

  /** In its creator only: a child that closes its copy leaves the file alone. */
  remove(): void {
    if (process.pid !== this.#creator) return;
    try {
      const { ino, dev } = statSync(this.file);
      if (ino === this.#inode && dev === this.#device) unlinkSync(this.file);
      if (this.ownDirectory) rmdirSync(path.dirname(this.file));
    } catch {
      // gone already
    }
  }
}
