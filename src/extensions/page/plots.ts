import type { Drawn } from './drawn.ts';
import { type Canvas, drawMarks, type Mark } from './plot-marks.ts';

/** The moving plots of the live page, drawn by uPlot in the browser. */
export interface LivePlot {
  show(drawn: Drawn): void;
  remove(): void;
}

interface Series {
  readonly label: string;
  readonly colour: string;
}

interface PlotKind {
  readonly id: string;
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  readonly isLog?: boolean;
  /** What happened is named in one of the plots; in the others it is a line. */
  readonly namesMarks?: boolean;
  /** A value stands for the time until the next one, or for the time since the one before. */
  readonly holds: 'until-next' | 'since-last' | 'neither';
  readonly data: (drawn: Drawn) => readonly (readonly (number | null)[])[];
}

interface Chart extends Canvas {
  readonly cursor: { readonly idx: number | null };
  readonly data: readonly (readonly unknown[])[];
  setLegend(at: { idxs: readonly number[] }, fires: boolean): void;
  setData(data: readonly unknown[]): void;
  setSize(size: { width: number; height: number }): void;
  destroy(): void;
}

interface PageElement {
  readonly clientWidth: number;
}

declare const uPlot: {
  new (options: unknown, data: readonly unknown[], place: PageElement): Chart;
  readonly paths: { stepped(options: { align: 1 | -1 }): unknown; linear(): unknown };
};
declare const document: {
  readonly documentElement: PageElement;
  getElementById(id: string): PageElement | null;
};
declare function getComputedStyle(element: PageElement): { getPropertyValue(name: string): string };
declare const ResizeObserver: new (
  listener: () => void,
) => {
  observe(element: PageElement): void;
  disconnect(): void;
};

const HEIGHT = 210;
const TARGETS_MAX = 12;
const COLOURS = 6;

/** Steps of a time axis, in seconds. */
const TIME_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
];

/** Puts all plots into their places on the page. */
export function drawPlots(
  targets: readonly string[],
  marks: () => readonly Mark[],
): readonly LivePlot[] {
  return kindsFor(targets).flatMap((kind) => {
    const place = document.getElementById(`plot-${kind.id}`);
    return place === null ? [] : [drawPlot(kind, place, marks)];
  });
}

function kindsFor(targets: readonly string[]): readonly PlotKind[] {
  const named = targets.slice(0, TARGETS_MAX);
  return [
    {
      id: 'open',
      format: figure,
      namesMarks: true,
      holds: 'until-next',
      series: named.map((label, index) => ({ label, colour: `--t${(index % COLOURS) + 1}` })),
      data: ({ open }) => open.slice(0, TARGETS_MAX),
    },
    {
      id: 'events',
      format: (value) => `${figure(value)}/s`,
      holds: 'neither',
      series: [
        { label: 'opened', colour: '--t1' },
        { label: 'refused', colour: '--c2' },
        { label: 'dropped', colour: '--c1' },
      ],
      data: ({ opened, refused, dropped }) => [opened, refused, dropped],
    },
    {
      id: 'rtt',
      format: milliseconds,
      holds: 'since-last',
      isLog: true,
      series: [
        { label: 'p50', colour: '--t1' },
        { label: 'p99', colour: '--t2' },
        { label: 'max', colour: '--t4' },
      ],
      data: ({ p50, p99, max }) => [p50, p99, max],
    },
    {
      id: 'lag',
      format: milliseconds,
      holds: 'neither',
      series: [{ label: 'worst delay', colour: '--t5' }],
      data: ({ lagMs }) => [lagMs],
    },
  ];
}

function drawPlot(kind: PlotKind, place: PageElement, marks: () => readonly Mark[]): LivePlot {
  const empty = [[], ...kind.series.map(() => [])];
  const size = () => ({ width: Math.max(200, place.clientWidth), height: HEIGHT });
  const chart = new uPlot(optionsFor(kind, size(), marks), empty, place);
  const observer = new ResizeObserver(() => chart.setSize(size()));
  observer.observe(place);
  return {
    show: (drawn) => {
      chart.setData([drawn.seconds, ...kind.data(drawn)]);
      showLatest(chart);
    },
    remove: () => {
      observer.disconnect();
      chart.destroy();
    },
  };
}

/** The legend tells the last values while nobody points at others. */
function showLatest(chart: Chart): void {
  if ((chart.cursor.idx ?? null) !== null || (chart.data[0]?.length ?? 0) === 0) return;
  const idxs = chart.data.map((values) => values.findLastIndex((value) => value !== null));
  chart.setLegend({ idxs }, false);
}

function pathsFor({ holds }: PlotKind): unknown {
  if (holds === 'neither') return uPlot.paths.linear();
  return uPlot.paths.stepped({ align: holds === 'until-next' ? 1 : -1 });
}

function optionsFor(kind: PlotKind, size: object, marks: () => readonly Mark[]): unknown {
  const colour = coloursOf(document.documentElement);
  const axis = {
    stroke: colour('--mute'),
    grid: { stroke: colour('--grid'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 },
    font: '11px system-ui, sans-serif',
  };
  const amount = (value: number | null) => (value === null ? '–' : kind.format(value));
  return {
    ...size,
    padding: [10, 16, 0, 0],
    scales: { x: { time: false }, y: kind.isLog ? { distr: 3 } : { range: rangeOf } },
    cursor: { sync: { key: 'soak' }, drag: { x: true, y: false } },
    axes: [
      { ...axis, incrs: TIME_STEPS, values: (_: unknown, splits: number[]) => splits.map(clock) },
      {
        ...axis,
        size: 62,
        values: (_: unknown, splits: (number | null)[]) =>
          splits.map((value) => (value === null ? '' : amount(value))),
      },
    ],
    series: [
      { label: 'at', value: (_: unknown, at: number | null) => (at === null ? '–' : clock(at)) },
      ...kind.series.map((series) => ({
        label: series.label,
        stroke: colour(series.colour),
        width: 1.5,
        spanGaps: true,
        paths: pathsFor(kind),
        // One measurement alone would be no line.
        points: { show: kind.holds === 'since-last', size: 4 },
        value: (_: unknown, value: number | null) => amount(value),
      })),
    ],
    hooks: {
      draw: [
        (canvas: Canvas) =>
          drawMarks(canvas, marks(), {
            line: colour('--faint'),
            words: kind.namesMarks ? colour('--ink') : undefined,
            behind: colour('--card'),
          }),
      ],
      setCursor: [showLatest],
    },
  };
}

function coloursOf(root: PageElement): (name: string) => string {
  const style = getComputedStyle(root);
  return (name) => style.getPropertyValue(name).trim();
}

/** A level stays in the middle of its plot; whatever moves is seen. */
function rangeOf(_: unknown, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const room = Math.max((high - low) * 0.08, high * 0.002, 0.5);
  return [Math.max(0, low - room), high + room];
}

function figure(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: value >= 1_000 ? 6 : 3 });
}

/** `12 ms`, `1.2 s`. */
function milliseconds(value: number): string {
  return value < 1_000 ? `${figure(value)} ms` : `${figure(value / 1_000)} s`;
}

/** `1:23:45`; seconds alone in the first minute. */
function clock(seconds: number): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const whole = Math.floor(seconds);
  if (whole < 60) return `${Number(seconds.toFixed(1))} s`;
  const minutes = `${Math.floor(whole / 60) % 60}`;
  const hours = Math.floor(whole / 3_600);
  const rest = pad(whole % 60);
  return hours > 0 ? `${hours}:${pad(Number(minutes))}:${rest}` : `${minutes}:${rest}`;
}
