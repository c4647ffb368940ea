/** Today's figures beside goal, floor and the others, one line each. */
export function printTable(results) {
  for (const { bench, measuredAt, machine, options, rows } of results) {
    const { node, cores, loadAverage } = machine;
    console.log(
      `\n${bench}: ${measuredAt.slice(0, 16)}Z, Node ${node}, ${cores} cores, load ${loadAverage.toFixed(1)}, ` +
        `${options.connections} connections, ${options.rounds} rounds`,
    );
    console.log(line(['', 'today', 'goal', '', 'x goal', 'floor', 'x floor', 'beside']));
    for (const row of rows) console.log(line(cellsOf(row)));
  }
}

function cellsOf({
  what,
  unit,
  figure,
  goal,
  atLeast,
  isMet,
  ofGoal,
  floor,
  ofFloor,
  beside,
  note,
}) {
  const bound = goal === undefined ? '' : `${atLeast ? '>=' : '<='} ${short(goal)}`;
  const others = Object.entries(beside ?? {}).map(([name, value]) => `${name} ${short(value)}`);
  return [
    what,
    `${short(figure)} ${unit}`,
    bound,
    isMet === undefined ? '' : isMet ? 'met' : 'MISSED',
    ofGoal === undefined ? '' : ofGoal.toFixed(2),
    floor === undefined ? '' : short(floor),
    floor === undefined ? '' : ofFloor.toFixed(2),
    [...others, ...(note === undefined ? [] : [note])].join(', '),
  ];
}

const WIDTHS = [50, 18, 11, 7, 7, 8, 8, 0];

function line(cells) {
  return cells
    .map((cell, index) => String(cell).padEnd(WIDTHS[index]))
    .join(' ')
    .trimEnd();
}

/** Three digits are more than any of these repeats. */
export function short(value) {
  if (value === undefined) return '-';
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
