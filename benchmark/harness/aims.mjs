// An aim is a ratio of two medians of one group: { text, ratio: [above, below], atMost | atLeast | moreThan | lessThan }.

/** Each aim of a group with its `measured` ratio (null when a side has no figure) and `verdict`. */
export function judge(group) {
  return group.aims.map((aim) => {
    const [above, below] = aim.ratio.map((name) => medianOf(group, name));
    if (above === null || below === null) return { ...aim, measured: null, verdict: 'not measured' };
    const measured = above / below;
    return { ...aim, measured, verdict: holds(aim, measured) ? 'met' : 'not met' };
  });
}

/** The bound as text: '≤ 1.3 ×'. */
export function boundOf(aim) {
  if (aim.atMost !== undefined) return `≤ ${aim.atMost} ×`;
  if (aim.lessThan !== undefined) return `< ${aim.lessThan} ×`;
  if (aim.moreThan !== undefined) return `> ${aim.moreThan} ×`;
  return `≥ ${aim.atLeast} ×`;
}

function holds(aim, measured) {
  return (
    measured <= (aim.atMost ?? Infinity) &&
    measured < (aim.lessThan ?? Infinity) &&
    measured > (aim.moreThan ?? -Infinity) &&
    measured >= (aim.atLeast ?? -Infinity)
  );
}

function medianOf(group, name) {
  const contestant = group.contestants.find((candidate) => candidate.name === name);
  if (contestant === undefined) throw new Error(`${group.name}: an aim names '${name}', which does not run`);
  return contestant.median ?? null;
}
