// What a whole run says: its aims in one list, and what failed.

/** `{ benchmark, group, aim }` of every aim of a run. */
export function aimsOf(results) {
  return results.flatMap((result) =>
    result.groups.flatMap((group) => group.aims.map((aim) => ({ benchmark: result, group, aim }))),
  );
}

/** 'a met, b not met, c not measured'. */
export function countVerdicts(results) {
  const verdicts = aimsOf(results).map(({ aim }) => aim.verdict);
  return ['met', 'not met', 'not measured']
    .map((verdict) => `${verdicts.filter((each) => each === verdict).length} ${verdict}`)
    .join(', ');
}

/** A line for each benchmark, group or contestant that failed. */
export function failuresOf(results) {
  return results.flatMap((result) => [
    ...(result.failure ? [`${result.name}: ${result.failure}`] : []),
    ...result.groups.flatMap((group) => [
      ...(group.failure ? [`${result.name}, ${group.title}: ${group.failure}`] : []),
      ...group.contestants
        .filter((contestant) => contestant.failure)
        .map(({ name, failure }) => `${result.name}, ${group.title}: ${name}: ${failure}`),
    ]),
  ]);
}
