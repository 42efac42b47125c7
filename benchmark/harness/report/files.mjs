// benchmark/results/<date>.md, <date>.json and a folder <date>/ with a chart for each group; a second run of a day
// replaces the first.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chart, hasFigures } from './chart.mjs';
import { markdown } from './markdown.mjs';

export function writeResults(folder, run) {
  const date = run.machine.date.slice(0, 10);
  const chartPath = (result, group) => `${date}/${result.name}-${group.name}.svg`;
  rmSync(path.join(folder, date), { recursive: true, force: true });
  mkdirSync(path.join(folder, date), { recursive: true });
  for (const result of run.results) {
    for (const group of result.groups) {
      if (hasFigures(group)) {
        writeFileSync(path.join(folder, chartPath(result, group)), `${chart(group)}\n`);
      }
    }
  }
  writeFileSync(path.join(folder, `${date}.json`), `${JSON.stringify(run, null, 2)}\n`);
  writeFileSync(path.join(folder, `${date}.md`), markdown(run, chartPath));
  return path.join(folder, `${date}.md`);
}
