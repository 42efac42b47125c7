// The part of the README between its two marks: where the newest results are, and a few of their charts.
import { readFileSync, writeFileSync } from 'node:fs';
import { countVerdicts } from '../verdicts.mjs';
import { hasFigures } from './chart.mjs';

const BEGIN = '<!-- results: written by npm run bench -->';
const END = '<!-- /results -->';
const SHOWN = ['fork-small', 'queue-int', 'pool-latency', 'sync-uncontended'];

export function linkFromReadme(file, run) {
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error('the README has lost the marks of the results');
  writeFileSync(file, `${text.slice(0, from + BEGIN.length)}\n\n${part(run)}\n\n${text.slice(to)}`);
}

function part({ machine, results }) {
  const date = machine.date.slice(0, 10);
  const charts = results.flatMap((result) =>
    result.groups
      .filter((group) => SHOWN.includes(`${result.name}-${group.name}`) && hasFigures(group))
      .map((group) => `![${group.title}](benchmark/results/${date}/${result.name}-${group.name}.svg)`),
  );
  const summary = `of the aims ${countVerdicts(results)}`;
  return [
    `[Results of ${date}](benchmark/results/${date}.md) with all figures and the machine: ${summary}.`,
    ...charts,
  ].join('\n\n');
}
