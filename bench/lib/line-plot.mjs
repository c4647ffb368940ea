import { extent } from 'd3-array';
import { format } from 'd3-format';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';

const PANELS = [
  ['mebibytes', 'memory of all processes, MiB'],
  ['cpuS', 'CPU of the run, s'],
  ['reportS', 'CPU of soak report, s'],
];

const WIDTH = 280;
const HEIGHT = 200;
const LEFT = 50;
const TOP = 30;
const GAP = 30;

/** One panel per figure, connections to the right, each from zero: what is in proportion is a straight line. */
export function linePlot(points) {
  const panels = PANELS.map(([key, title], index) => panel(points, { key, title, index }));
  const width = PANELS.length * (LEFT + WIDTH + GAP);
  const height = TOP + HEIGHT + 40;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11">
<title>What soak run and soak report need as connections grow</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${panels.join('\n')}
</svg>
`;
}

function panel(points, { key, title, index }) {
  const x = scaleLinear([0, extent(points, ({ connections }) => connections)[1]], [0, WIDTH]);
  const y = scaleLinear([0, extent(points, (point) => point[key])[1]], [HEIGHT, 0]).nice();
  const path = line(
    (point) => x(point.connections),
    (point) => y(point[key]),
  )(points);
  const dots = points.map(
    (point) =>
      `<circle cx="${x(point.connections).toFixed(1)}" cy="${y(point[key]).toFixed(1)}" r="3"/>`,
  );
  const across = x
    .ticks(4)
    .map(
      (tick) =>
        `<text x="${x(tick)}" y="${HEIGHT + 16}" text-anchor="middle">${format('~s')(tick)}</text>`,
    );
  const up = y
    .ticks(4)
    .map(
      (tick) =>
        `<path d="M0,${y(tick)}H${WIDTH}" stroke="#ddd"/><text x="-6" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
    );
  return `<g transform="translate(${LEFT + index * (LEFT + WIDTH + GAP)},${TOP})">
<text x="0" y="-12" font-size="13">${title}</text>
${[...up, ...across].join('\n')}
<path d="${path}" fill="none" stroke="#1f6feb" stroke-width="2"/>
<g fill="#1f6feb">${dots.join('')}</g>
<text x="${WIDTH / 2}" y="${HEIGHT + 32}" text-anchor="middle">TCP connections</text>
</g>`;
}
