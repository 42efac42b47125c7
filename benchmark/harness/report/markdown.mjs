// The result as a Markdown page.
import { boundOf, judge } from '../aims.mjs';
import { cells, figure, unitText } from '../format.mjs';

export function markdown({ machine, results }, chartPath) {
  return [
    `# Benchmarks of ${machine.date.slice(0, 10)}`,
    'Medians of trials that ran in processes of their own, all contestants interleaved in one run.',
    table(['machine', ''], Object.entries(machine)),
    '## Aims',
    aimsTable(results),
    ...results.flatMap((result) => benchmarkPart(result, chartPath)),
  ]
    .join('\n\n')
    .concat('\n');
}

function benchmarkPart(result, chartPath) {
  return [
    `## ${result.title}`,
    ...(result.notes ? [result.notes.trim()] : []),
    ...result.groups.flatMap((group) => [
      `### ${group.title}`,
      `![${group.title}](${chartPath(result, group)})`,
      table(
        ['contestant', `median (${unitText(group)})`, 'range', 'relative'],
        group.contestants.map((contestant) => cells(contestant, group.contestants[0])),
      ),
    ]),
  ];
}

function aimsTable(results) {
  const rows = results.flatMap((result) =>
    result.groups.flatMap((group) =>
      judge(group).map((aim) => [
        `${result.name}, ${group.title}`,
        aim.text,
        boundOf(aim),
        aim.measured === null ? '' : `${figure(aim.measured)} ×`,
        aim.verdict,
      ]),
    ),
  );
  return table(['benchmark', 'aim', 'bound', 'measured', 'verdict'], rows);
}

function table(head, rows) {
  const line = (row) => `| ${row.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
