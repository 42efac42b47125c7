// Facts about the machine that every result carries.
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import { compilerVersion } from './compile.mjs';
import { pythonVersion } from './contestants.mjs';

export function machineFacts() {
  return {
    date: new Date().toISOString(),
    cpu: os.cpus()[0]?.model ?? 'unknown',
    cores: os.cpus().length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    architecture: process.arch,
    kernel: os.release(),
    glibc: process.report.getReport().header.glibcVersionRuntime ?? 'none',
    node: process.versions.node,
    v8: process.versions.v8,
    python: pythonVersion() ?? 'none',
    compiler: compilerVersion() ?? 'none',
    commit: commit(),
    loadBefore: os.loadavg()[0].toFixed(2),
  };
}

function commit() {
  const git = (...args) => spawnSync('git', args, { encoding: 'utf8' }).stdout?.trim() ?? '';
  const head = git('rev-parse', '--short', 'HEAD');
  if (head === '') return 'unknown';
  return git('status', '--porcelain', '--untracked-files=no') === '' ? head : `${head} with changes`;
}
