// The result as tables on the terminal.
import Table from 'cli-table3';
import pc from 'picocolors';
import { boundText } from '../aims.mjs';
import { cells, measuredText, unitText } from '../format.mjs';
import { aimsOf, countVerdicts, failuresOf } from '../verdicts.mjs';

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
    for (const aim of group.aims) {
      console.log(
        `  ${verdict(aim)}  ${aim.text}: ${measuredText(aim, group)} (aim ${boundText(aim, group)})`,
      );
    }
  }
}

/** All the aims once more in one table, what failed, and how many of the aims are met. */
export function printSummary({ machine, results }) {
  const table = new Table({
    head: ['benchmark', 'aim', 'bound', 'measured', ''],
    style: { head: [], border: [] },
  });
  for (const { benchmark, group, aim } of aimsOf(results)) {
    const title = `${benchmark.name}: ${group.title}`;
    table.push([title, aim.text, boundText(aim, group), measuredText(aim, group), verdict(aim)]);
  }
  console.log(`\n${table.toString()}`);
  for (const failure of failuresOf(results)) console.error(`${pc.red('failed')}  ${failure}`);
  console.log(`aims: ${countVerdicts(results)} · ${machine.seconds} s`);
}

function verdict(aim) {
  return { met: pc.green, 'not met': pc.red, 'not measured': pc.yellow }[aim.verdict](aim.verdict);
}
