/** `forkable doctor`: looks at the machine and prints a table; true figures of the moment, nothing remembered. */
import pc from 'picocolors';
import { examine, type Finding, type Verdict } from './findings';

const marks: Record<Verdict, string> = {
  ok: pc.green('ok'),
  limited: pc.yellow('limited'),
  missing: pc.red('missing'),
};

/** Prints the findings; the exit code: 0 when fork works here. */
export function doctor({ json }: { json: boolean }): number {
  const findings = examine();
  const works = findings.every(({ name, verdict }) => name !== 'fork' || verdict === 'ok');
  if (json) process.stdout.write(`${JSON.stringify({ works, findings }, null, 2)}\n`);
  else process.stdout.write(`${table(findings)}\n\n${conclusion(works, findings)}\n`);
  return works ? 0 : 1;
}

function table(findings: readonly Finding[]): string {
  const width = (of: (finding: Finding) => string): number =>
    Math.max(...findings.map((finding) => of(finding).length));
  const [names, verdicts, values] = [width((f) => f.name), width((f) => f.verdict), width((f) => f.value)];
  return findings
    .map((finding) => {
      const mark = marks[finding.verdict] + ' '.repeat(verdicts - finding.verdict.length);
      const cells = [
        finding.name.padEnd(names),
        mark,
        finding.value.padEnd(values),
        pc.dim(finding.note ?? ''),
      ];
      return cells.join('  ').trimEnd();
    })
    .join('\n');
}

function conclusion(works: boolean, findings: readonly Finding[]): string {
  const named = (verdict: Verdict): string =>
    findings
      .filter((finding) => finding.verdict === verdict)
      .map((finding) => finding.name)
      .join(', ');
  const missing = named('missing');
  const limited = named('limited');
  return [
    works ? pc.bold('fork works here.') : pc.bold('fork does not work here.'),
    missing && `Missing: ${missing}.`,
    limited && `Limited: ${limited}.`,
  ]
    .filter(Boolean)
    .join(' ');
}
