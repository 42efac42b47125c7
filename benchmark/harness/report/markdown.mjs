// The result as a Markdown page.
import { hasFigures } from './chart.mjs';
import { boundText } from '../aims.mjs';
import { cells, measuredText, unitText } from '../format.mjs';
import { aimsOf, countVerdicts, failuresOf } from '../verdicts.mjs';

export function markdown({ machine, results }, chartPath) {
  return [
    `# Benchmarks of ${machine.date.slice(0, 10)}`,
    'Medians of trials that ran in processes of their own, all contestants interleaved in one run.',
    table(['machine', ''], Object.entries(machine)),
    '## Aims',
    `${countVerdicts(results)}.`,
    aimsTable(results),
    ...failuresPart(failuresOf(results)),
    ...results.flatMap((result) => benchmarkPart(result, chartPath)),
  ]
    .join('\n\n')
    .concat('\n');
}

function failuresPart(failures) {
  if (failures.length === 0) return [];
  return ['## Failed', failures.map((line) => `- ${line.split('\n')[0]}`).join('\n')];
}

function benchmarkPart(result, chartPath) {
  return [
    `## ${result.title}`,
    ...(result.notes ? [result.notes.trim()] : []),
    ...result.groups.flatMap((group) => [
      `### ${group.title}`,
      ...(hasFigures(group) ? [`![${group.title}](${chartPath(result, group)})`] : []),
      table(
        ['contestant', `median (${unitText(group)})`, 'range', 'relative'],
        group.contestants.map((contestant) => cells(contestant, group.contestants[0])),
      ),
    ]),
  ];
}

function aimsTable(results) {
  const rows = aimsOf(results).map(({ benchmark, group, aim }) => [
    `${benchmark.name}, ${group.title}`,
    aim.text,
    boundText(aim, group),
    measuredText(aim, group),
    aim.verdict,
  ]);
  return table(['benchmark', 'aim', 'bound', 'measured', 'verdict'], rows);
}

function table(head, rows) {
  const line = (row) => `| ${row.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
