// Node's headers as most installations have them, beside the program: node-gyp need not download any then.
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The environment for node-gyp: with `npm_config_nodedir` where the headers are at hand and nothing else is said. */
export function headersEnvironment(env = process.env) {
  const prefix = path.join(path.dirname(process.execPath), '..');
  const atHand = existsSync(path.join(prefix, 'include', 'node', 'node_api.h'));
  return atHand && !env.npm_config_nodedir ? { ...env, npm_config_nodedir: prefix } : { ...env };
}
