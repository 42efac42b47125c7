// An aim bounds a ratio of two medians of its group, or one median in the group's unit:
//   { text, ratio: [above, below], atMost | atLeast | moreThan | lessThan }      a side is a name, or a list: the best of it
//   { text, figure: name, atMost | atLeast | moreThan | lessThan }

const bounds = {
  atMost: { sign: '≤', holds: (measured, bound) => measured <= bound },
  lessThan: { sign: '<', holds: (measured, bound) => measured < bound },
  atLeast: { sign: '≥', holds: (measured, bound) => measured >= bound },
  moreThan: { sign: '>', holds: (measured, bound) => measured > bound },
};

/**
 * Each aim of a group with what was `measured` (null when a side has no figure), that as a `ratio` to the aim's own
 * bound where it bounds a figure, and a `verdict`.
 */
export function judge(group) {
  return (group.aims ?? []).map((aim) => {
    const measured = measure(group, aim);
    const [kind, bound] = boundOf(aim);
    if (measured === null) return { ...aim, measured, verdict: 'not measured' };
    const verdict = bounds[kind].holds(measured, bound) ? 'met' : 'not met';
    return { ...aim, measured, toBound: measured / bound, verdict };
  });
}

/** The bound as text: '≤ 1.3 ×', '≤ 3 ns'. */
export function boundText(aim, group) {
  const [kind, bound] = boundOf(aim);
  return `${bounds[kind].sign} ${bound} ${aim.figure === undefined ? '×' : group.unit}`;
}

function boundOf(aim) {
  const kind = Object.keys(bounds).find((name) => aim[name] !== undefined);
  if (kind === undefined) throw new Error(`the aim '${aim.text}' has no bound`);
  return [kind, aim[kind]];
}

function measure(group, aim) {
  if (aim.figure !== undefined) return medianOf(group, aim.figure);
  const [above, below] = aim.ratio.map((side) => best(group, side));
  return above === null || below === null ? null : above / below;
}

/** The best median of a list of names; one that failed leaves the rest without a verdict, one that is missing does not. */
function best(group, names) {
  if (!Array.isArray(names)) return medianOf(group, names);
  const there = names.filter((name) => !find(group, name).missing).map((name) => medianOf(group, name));
  if (there.length === 0 || there.includes(null)) return null;
  return group.better === 'higher' ? Math.max(...there) : Math.min(...there);
}

const medianOf = (group, name) => find(group, name).median ?? null;

function find(group, name) {
  const contestant = group.contestants.find((candidate) => candidate.name === name);
  if (contestant === undefined) throw new Error(`${group.name}: an aim names '${name}', which does not run`);
  return contestant;
}
