// A Redis server of our own on the loopback interface, and the least of a client: one command, one answer.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';

/** `use(command)` with a connected client, or `{ missing }`. */
export async function withRedis(use) {
  if (spawnSync('redis-server', ['--version']).status !== 0) return { missing: 'no redis-server here' };
  const port = await freePort();
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    '/',
  ];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    for await (const text of server.stdout) if (String(text).includes('Ready to accept connections')) break;
    const socket = net.connect(port, '127.0.0.1').setNoDelay(true);
    await once(socket, 'connect');
    const result = await use((command) => {
      socket.write(command);
      return once(socket, 'data');
    });
    socket.destroy();
    return result;
  } finally {
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
}

async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}
