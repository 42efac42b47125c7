// Figures as text, the same on the terminal, in Markdown and in the charts.

/** Three significant digits, thousands grouped: 0.0123, 4.56, 78.9, 1,230. */
export function figure(value) {
  if (value === 0) return '0';
  if (Math.abs(value) >= 1000) return Number(value.toPrecision(3)).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

/** How many times worse than the first contestant, or better: '1.00 ×'. */
export function relative(contestant, first) {
  if (contestant.median === undefined || first?.median === undefined) return '';
  const ratio = contestant.median / first.median;
  return `${ratio >= 100 ? ratio.toFixed(0) : ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2)} ×`;
}

/** The cells of a contestant: name, median, range, relative to the first. */
export function cells(contestant, first) {
  if (contestant.missing) return [contestant.name, contestant.missing, '', ''];
  if (contestant.failure) return [contestant.name, `failed: ${contestant.failure.split('\n')[0]}`, '', ''];
  return [
    contestant.name,
    figure(contestant.median),
    `${figure(contestant.lowest)} – ${figure(contestant.highest)}`,
    relative(contestant, first),
  ];
}

/** What an aim came to: '1.2 ×', or for a bound on a figure '2.4 ns, 0.8 × of the bound'. */
export function measuredText(aim, group) {
  if (aim.measured === null) return '';
  if (aim.figure === undefined) return `${figure(aim.measured)} ×`;
  return `${figure(aim.measured)} ${group.unit}, ${figure(aim.toBound)} × of the bound`;
}

export const unitText = (group) => `${group.unit}, ${group.better} is better`;
