/** What exec and posix_spawn are given: argument lists, environments, and the search in PATH. */
import { invalidType, outOfRange } from '../errors';
import { checkString } from '../util/validate';

/** The environment of a program; names that are undefined are left out. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A program's arguments, its own name first. Python: "execv() arg 2 must not be empty". */
export function checkArguments(argv: unknown): string[] {
  if (!Array.isArray(argv)) throw invalidType('argv', 'an array of strings', argv);
  if (argv.length === 0) throw outOfRange('argv', 'not empty: the first element names the program', '[]');
  const list = argv.map((each, i) => checkString(each, `argv[${i}]`));
  if (list[0] === '') throw outOfRange('argv[0]', 'not empty', "''");
  return list;
}

/** `NAME=value` lines; null and undefined stand for this process's environment, undefined values are left out. */
export function environmentLines(env: unknown): string[] {
  const given = env ?? process.env;
  if (typeof given !== 'object' || Array.isArray(given)) throw invalidType('env', 'an object', env);
  return Object.entries(given as Environment)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      if (name === '' || name.includes('='))
        throw outOfRange('env', "without '=' in names", JSON.stringify(name));
      return `${checkString(name, 'env')}=${checkString(value, `env.${name}`)}`;
    });
}

const DEFAULT_PATH = '/bin:/usr/bin';

/** Where `file` may be: itself when it has a slash, else in each folder of the environment's PATH. */
export function candidates(file: string, env: Environment | null | undefined): string[] {
  if (file === '') throw outOfRange('file', 'not empty', "''");
  if (file.includes('/')) return [file];
  const folders = ((env ?? process.env)['PATH'] ?? DEFAULT_PATH).split(':');
  return folders.map((folder) => (folder === '' ? file : `${folder}/${file}`));
}
