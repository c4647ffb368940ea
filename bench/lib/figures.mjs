/** The middle of a few repetitions: one busy neighbour cannot move it. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value below which `share` of them are. */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** The median of `pick` over the rounds of each contestant, by name. */
export function mediansOf(lives, pick) {
  const medians = {};
  for (const [name, rounds] of Object.entries(lives)) {
    const values = rounds.map(pick).filter((value) => value !== undefined);
    if (values.length > 0) medians[name] = median(values);
  }
  return medians;
}

/**
 * One line of the table. `goal` is a bound for `figure`; `atLeast` turns it round. `floor` is what the same
 * costs without us; `beside` are the other contestants of the same run.
 */
export function row(what, { unit, figure, goal, atLeast = false, floor, beside, note }) {
  const isMet = goal === undefined ? undefined : atLeast ? figure >= goal : figure <= goal;
  return {
    what,
    unit,
    figure,
    ...(goal !== undefined && { goal, atLeast, isMet }),
    ...(goal > 0 && { ofGoal: figure / goal }),
    ...(floor !== undefined && { floor, ofFloor: figure / floor }),
    ...(beside !== undefined && { beside }),
    ...(note !== undefined && { note }),
  };
}
