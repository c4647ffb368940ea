import type { Drawn } from './drawn.ts';

/** The moving plots of the live page, drawn by uPlot in the browser. */
export interface LivePlot {
  show(drawn: Drawn): void;
  remove(): void;
}

/** Something that happened at one time of the run. */
export interface Mark {
  readonly atMs: number;
  readonly label: string;
}

interface Series {
  readonly label: string;
  readonly colour: string;
}

interface PlotKind {
  readonly id: string;
  readonly series: readonly Series[];
  readonly unit: string;
  readonly isLog?: boolean;
  readonly data: (drawn: Drawn) => readonly (readonly (number | null)[])[];
}

interface Canvas {
  readonly ctx: {
    strokeStyle: string;
    fillStyle: string;
    font: string;
    textAlign: string;
    save(): void;
    restore(): void;
    setLineDash(lengths: readonly number[]): void;
    beginPath(): void;
    moveTo(x: number, y: number): void;
    lineTo(x: number, y: number): void;
    stroke(): void;
    fillText(text: string, x: number, y: number): void;
  };
  readonly bbox: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  valToPos(value: number, scale: string, isCanvas: boolean): number;
}

interface Chart extends Canvas {
  setData(data: readonly unknown[]): void;
  setSize(size: { width: number; height: number }): void;
  destroy(): void;
}

interface PageElement {
  readonly clientWidth: number;
}

declare const uPlot: new (options: unknown, data: readonly unknown[], place: PageElement) => Chart;
declare const document: {
  readonly documentElement: PageElement;
  getElementById(id: string): PageElement | null;
};
declare function getComputedStyle(element: PageElement): { getPropertyValue(name: string): string };
declare const devicePixelRatio: number;
declare const ResizeObserver: new (
  listener: () => void,
) => {
  observe(element: PageElement): void;
  disconnect(): void;
};

const HEIGHT = 210;
const TARGETS_MAX = 12;
const COLOURS = 6;
const MARK_ROWS = 4;

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
      unit: '',
      series: named.map((label, index) => ({ label, colour: `--t${(index % COLOURS) + 1}` })),
      data: ({ open }) => open.slice(0, TARGETS_MAX),
    },
    {
      id: 'events',
      unit: '/s',
      series: [
        { label: 'opened', colour: '--t1' },
        { label: 'refused', colour: '--c2' },
        { label: 'dropped', colour: '--c1' },
      ],
      data: ({ opened, refused, dropped }) => [opened, refused, dropped],
    },
    {
      id: 'rtt',
      unit: ' ms',
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
      unit: ' ms',
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
    show: (drawn) => chart.setData([drawn.seconds, ...kind.data(drawn)]),
    remove: () => {
      observer.disconnect();
      chart.destroy();
    },
  };
}

function optionsFor(kind: PlotKind, size: object, marks: () => readonly Mark[]): unknown {
  const colour = coloursOf(document.documentElement);
  const axis = {
    stroke: colour('--mute'),
    grid: { stroke: colour('--grid'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 },
    font: '11px system-ui, sans-serif',
  };
  const amount = (value: number | null) => (value === null ? '–' : `${figure(value)}${kind.unit}`);
  return {
    ...size,
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
        points: { show: false },
        value: (_: unknown, value: number | null) => amount(value),
      })),
    ],
    hooks: { draw: [(canvas: Canvas) => drawMarks(canvas, marks(), colour('--mute'))] },
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

function drawMarks({ ctx, bbox, valToPos }: Canvas, marks: readonly Mark[], colour: string): void {
  const { left, top, width, height } = bbox;
  const pixel = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.font = `${11 * pixel}px system-ui, sans-serif`;
  ctx.setLineDash([2 * pixel, 3 * pixel]);
  for (const [index, { atMs, label }] of marks.entries()) {
    const x = valToPos(atMs / 1_000, 'x', true);
    if (x < left || x > left + width) continue;
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
    const flips = x > left + width * 0.7;
    ctx.textAlign = flips ? 'right' : 'left';
    const row = (index % MARK_ROWS) + 1;
    ctx.fillText(label, x + (flips ? -4 : 4) * pixel, top + row * 13 * pixel);
  }
  ctx.restore();
}

function figure(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: value >= 1_000 ? 6 : 3 });
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
