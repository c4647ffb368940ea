/** Something that happened at one time of the run. */
export interface Mark {
  readonly atMs: number;
  readonly label: string;
}

/** What is needed of a plot to draw into it. */
export interface Canvas {
  readonly ctx: Context;
  readonly bbox: Area;
  valToPos(value: number, scale: string, isCanvas: boolean): number;
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Context {
  strokeStyle: string;
  fillStyle: string;
  font: string;
  textAlign: string;
  lineWidth: number;
  lineJoin: string;
  save(): void;
  restore(): void;
  setLineDash(lengths: readonly number[]): void;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  stroke(): void;
  measureText(text: string): { readonly width: number };
  strokeText(text: string, x: number, y: number): void;
  fillText(text: string, x: number, y: number): void;
}

interface Colours {
  readonly line: string;
  /** Undefined for lines without words. */
  readonly words: string | undefined;
  readonly behind: string;
}

declare const devicePixelRatio: number;

const ROWS_MAX = 6;
const ROW_HEIGHT = 13;

/** Dotted lines at what happened, with its words at the foot, in as many rows as they need. */
export function drawMarks(
  { ctx, bbox, valToPos }: Canvas,
  marks: readonly Mark[],
  colours: Colours,
): void {
  const { left, top, width, height } = bbox;
  const pixel = devicePixelRatio;
  const ends: number[] = [];
  ctx.save();
  ctx.font = `${11 * pixel}px system-ui, sans-serif`;
  ctx.lineJoin = 'round';
  ctx.textAlign = 'left';
  for (const { atMs, label } of marks) {
    const x = valToPos(atMs / 1_000, 'x', true);
    if (x < left || x > left + width) continue;
    drawLine(ctx, { x, top, bottom: top + height, colour: colours.line });
    const wide = ctx.measureText(label).width + 8 * pixel;
    const from = Math.min(x, left + width - wide);
    const row = rowFor(ends, from, from + wide);
    if (colours.words === undefined || row >= ROWS_MAX) continue;
    const y = top + height - (6 + row * ROW_HEIGHT) * pixel;
    ctx.strokeStyle = colours.behind;
    ctx.lineWidth = 4 * pixel;
    ctx.strokeText(label, from + 4 * pixel, y);
    ctx.fillStyle = colours.words;
    ctx.fillText(label, from + 4 * pixel, y);
  }
  ctx.restore();
}

function drawLine(
  ctx: Context,
  { x, top, bottom, colour }: { x: number; top: number; bottom: number; colour: string },
): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, bottom);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** The first row whose words end before these begin; marks come in order of time. */
function rowFor(ends: number[], from: number, to: number): number {
  const free = ends.findIndex((end) => end <= from);
  const row = free === -1 ? ends.length : free;
  ends[row] = to;
  return row;
}
