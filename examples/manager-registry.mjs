// Programs that know nothing of each other share an object over TCP: one serves it, the others connect with the key.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { BaseManager } from 'forkable';

class PhoneBook {
  #numbers = new Map();
  add(name, number) {
    this.#numbers.set(name, number);
  }
  find(name) {
    const number = this.#numbers.get(name);
    if (number === undefined) throw new RangeError(`nobody is called ${name}`);
    return number;
  }
}
class Registry extends BaseManager {}
const authkey = 'the key of the phone book';
const [, , role, port] = process.argv;

if (role === 'server') {
  const book = new PhoneBook();
  Registry.register('PhoneBook', () => book, { exposed: ['add', 'find'] });
  const server = new Registry({ address: ['127.0.0.1', 0], authkey }).getServer();
  console.log(server.address[1]);
  process.stdin.on('end', () => server.stop()).resume();
  await server.serveForever();
} else if (role === 'client') {
  Registry.register('PhoneBook');
  const manager = new Registry({ address: ['127.0.0.1', Number(port)], authkey });
  manager.connect();
  manager.PhoneBook().add('Ada', 1815);
} else {
  const server = spawn(process.execPath, [process.argv[1], 'server'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(server.stdout), 'line');
  await once(spawn(process.execPath, [process.argv[1], 'client', line], { stdio: 'inherit' }), 'exit');
  Registry.register('PhoneBook');
  const manager = new Registry({ address: ['127.0.0.1', Number(line)], authkey });
  manager.connect();
  const book = manager.PhoneBook();
  console.log(`Ada has the number ${book.find('Ada')}, said another program`);
  try {
    book.find('Bob');
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
  try {
    new Registry({ address: ['127.0.0.1', Number(line)], authkey: 'a guess' }).connect();
  } catch (error) {
    console.log(`without the key: ${error.name}`);
  }
  server.stdin.end();
  await once(server, 'exit');
}
