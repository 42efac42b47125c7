// Against the multiprocessing of CPython, where there is one: messages of bytes and the handshake, in both roles.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Client, Listener, Pipe, type Connection } from 'forkable';
import { describe, expect, test } from 'vitest';

const python = spawnSync('python3', ['-c', 'import multiprocessing.connection']).status === 0;
const script = path.join(__dirname, '..', 'fixtures', 'connection', 'peer.py');

class Peer {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  constructor(args: string[], fds: number[] = []) {
    this.#child = spawn('python3', [script, ...args], { stdio: ['ignore', 'pipe', 'inherit', ...fds] });
    this.#lines = createInterface(this.#child.stdout!)[Symbol.asyncIterator]();
  }
  async line<T>(): Promise<T> {
    return JSON.parse((await this.#lines.next()).value as string) as T;
  }
  async end(): Promise<unknown> {
    const outcome = await this.line();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
    return outcome;
  }
}

const sizes = [0, 1, 100, 16 * 1024, 16 * 1024 + 1, 70_000, 5 << 20];
async function exchange(conn: Connection): Promise<void> {
  for (const size of sizes) {
    const message = Buffer.alloc(size, 'forkable');
    const sent = conn.sendBytes(message);
    expect((await conn.recvBytes()).equals(message)).toBe(true);
    await sent;
  }
  conn.close();
}
const echoed = { echoed: sizes.length };

describe.runIf(python)('python3', () => {
  test('echoes over a pipe', async () => {
    const [a, b] = Pipe();
    const peer = new Peer(['pipe', '3'], [b.fileno()]);
    b.close();
    await exchange(a);
    expect(await peer.end()).toEqual(echoed);
  });

  test.each(['AF_UNIX', 'AF_INET'])('listens (%s), with and without a key', async (family) => {
    // Before 3.12 a listener of CPython takes an empty key for none.
    for (const authkey of [null, 'secret']) {
      const peer = new Peer(['listen', family, JSON.stringify(authkey)]);
      const address = await peer.line<string | [string, number]>();
      await exchange(await Client(address, { authkey }));
      expect(await peer.end()).toEqual(echoed);
    }
  });

  test.each([undefined, ['127.0.0.1', 0] as const, `\0forkable-py-${process.pid}`])(
    'connects to %j',
    async (address) => {
      for (const authkey of [null, 'secret', '']) {
        using listener = new Listener(address, { authkey });
        const peer = new Peer(['connect', JSON.stringify(listener.address), JSON.stringify(authkey)]);
        await exchange(await listener.accept());
        expect(await peer.end()).toEqual(echoed);
      }
    },
  );

  test('refuses a wrong key and is refused for one', async () => {
    const listening = new Peer(['listen', 'AF_UNIX', '"right"']);
    await expect(Client(await listening.line<string>(), { authkey: 'wrong' })).rejects.toMatchObject({
      message: 'digest sent was rejected',
    });
    expect(await listening.end()).toEqual({
      error: 'AuthenticationError',
      text: 'digest received was wrong',
    });

    const listener = new Listener(undefined, { authkey: 'right' });
    const calling = new Peer(['connect', JSON.stringify(listener.address), '"wrong"']);
    await expect(listener.accept()).rejects.toMatchObject({ message: 'digest received was wrong' });
    expect(await calling.end()).toEqual({ error: 'AuthenticationError', text: 'digest sent was rejected' });
    listener.close();
  });
});
