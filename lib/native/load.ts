/**
 * Loads the addon once. Where it cannot work (not Linux, no binary, a missing symbol) importing still succeeds:
 * the first call into the addon throws ERR_FORK_UNSUPPORTED with the reason.
 */
import path from 'node:path';
import { OSError, systemError } from '../errors';
import type { Addon } from './addon';
import { explain, thisHost } from './obstacle';

/** Why there is no addon here, or null. */
export let unsupportedReason: string | null = null;

function load(): Addon {
  if (process.platform !== 'linux') throw new Error('not Linux');
  const nodeGypBuild = require('node-gyp-build') as (dir: string) => Addon;
  const loaded = nodeGypBuild(path.join(__dirname, '..', '..'));
  loaded.setErrorFactory(systemError);
  // Two hundred functions in one object are searched at each call; those of a prototype are not.
  return Object.create(loaded) as Addon;
}

function unavailable(reason: unknown): Addon {
  unsupportedReason = explain(reason, thisHost());
  const refuse = (): never => {
    throw new OSError(`forkable does not work here: ${unsupportedReason}`, { code: 'ERR_FORK_UNSUPPORTED' });
  };
  return new Proxy({} as Addon, {
    get: (_, name) => (name === 'constants' ? {} : refuse),
  });
}

function loadOrExplain(): Addon {
  try {
    return load();
  } catch (error) {
    return unavailable(error);
  }
}

export const native: Addon = loadOrExplain();
