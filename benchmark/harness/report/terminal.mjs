// The result as tables on the terminal.
import Table from 'cli-table3';
import pc from 'picocolors';
import { boundOf, judge } from '../aims.mjs';
import { cells, figure, unitText } from '../format.mjs';

export function printBenchmark(result) {
  console.log(`\n${pc.bold(result.title)}`);
  for (const group of result.groups) {
    const table = new Table({
      head: [group.title, `median (${unitText(group)})`, 'range', 'relative'],
      colAligns: ['left', 'right', 'right', 'right'],
      style: { head: [], border: [] },
    });
    for (const contestant of group.contestants) table.push(cells(contestant, group.contestants[0]));
    console.log(table.toString());
    for (const aim of judge(group)) console.log(aimLine(aim));
  }
}

function aimLine(aim) {
  const colour = { met: pc.green, 'not met': pc.red, 'not measured': pc.yellow }[aim.verdict];
  const measured = aim.measured === null ? '' : `${figure(aim.measured)} ×, `;
  return `  ${colour(aim.verdict)}  ${aim.text} (${measured}aim ${boundOf(aim)})`;
}
