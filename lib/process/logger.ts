/** The log of `multiprocessing`: what processes say about their own lives. Silent until logToStderr(). */
import { invalidType } from '../errors';
import { tell } from '../fork';
import { currentProcess } from './family';

/** The levels of Python's `logging`, and the two that `multiprocessing` has beside them. */
const LEVELS = {
  NOTSET: 0,
  SUBDEBUG: 5,
  DEBUG: 10,
  INFO: 20,
  SUBWARNING: 25,
  WARNING: 30,
  ERROR: 40,
  CRITICAL: 50,
} as const;

/** A number, or the name of one. */
export type LogLevel = number | keyof typeof LEVELS;

/** Takes the records of a {@link Logger}: the finished line without its end, and the number of its level. */
export type LogHandler = (line: string, level: number) => void;

function numberOf(level: LogLevel): number {
  const number = typeof level === 'string' ? LEVELS[level] : level;
  if (typeof number !== 'number') throw invalidType('level', 'a number or the name of a level', level);
  return number;
}

function nameOf(level: number): string {
  return Object.entries(LEVELS).find(([, number]) => number === level)?.[0] ?? `Level ${level}`;
}

/** A logger as Python's: lines look like `[INFO/Process-1] message`. Children inherit level and handlers. */
export class Logger {
  /** Records below are dropped. */
  level: number = LEVELS.NOTSET;
  readonly handlers: LogHandler[] = [];

  setLevel(level: LogLevel): void {
    this.level = numberOf(level);
  }

  /** Whether a record of this level goes anywhere. */
  isEnabledFor(level: LogLevel): boolean {
    return this.handlers.length > 0 && numberOf(level) >= this.level;
  }

  addHandler(handler: LogHandler): void {
    if (!this.handlers.includes(handler)) this.handlers.push(handler);
  }

  removeHandler(handler: LogHandler): void {
    const at = this.handlers.indexOf(handler);
    if (at >= 0) this.handlers.splice(at, 1);
  }

  log(level: LogLevel, message: string): void {
    if (!this.isEnabledFor(level)) return;
    const number = numberOf(level);
    const line = `[${nameOf(number)}/${currentProcess().name}] ${message}`;
    for (const handler of [...this.handlers]) handler(line, number);
  }

  debug(message: string): void {
    this.log(LEVELS.DEBUG, message);
  }
  info(message: string): void {
    this.log(LEVELS.INFO, message);
  }
  warning(message: string): void {
    this.log(LEVELS.WARNING, message);
  }
  error(message: string): void {
    this.log(LEVELS.ERROR, message);
  }
  critical(message: string): void {
    this.log(LEVELS.CRITICAL, message);
  }
}

const logger = new Logger();
const toStderr: LogHandler = (line) => tell(`${line}\n`);

/** The logger of the library. Python: `multiprocessing.get_logger`. */
export function getLogger(): Logger {
  return logger;
}

/**
 * Sends the log to stderr, from `level` on (a number or a name; not given: as it is set). Gives the logger.
 * Python: `multiprocessing.log_to_stderr`.
 * @example
 * logToStderr('INFO').info('about to start'); // [INFO/MainProcess] about to start
 */
export function logToStderr(level?: LogLevel | null): Logger {
  logger.addHandler(toStderr);
  if (level != null) logger.setLevel(level);
  return logger;
}
