import path from 'node:path';
import { truncate } from '../../base/text.ts';
import type { IntervalRecord, NoteRecord } from '../../journal/record.ts';
import type { LiveCause } from '../../report/live/causes.ts';
import { LineMode } from '../../report/live/line-mode.ts';
import { liveScreen } from '../../report/live/screen.ts';
import type { LiveView } from '../../report/live/state.ts';
import type { Paint } from '../../report/text/paint.ts';
import type { RunMessage } from '../../run/extension.ts';
import type { Host } from '../../run/host.ts';
import type { RunFolder } from '../../run/journals/run-folder.ts';
import { paintFor } from './paint-for.ts';

interface DisplayOptions {
  readonly host: Host;
  /** A screen that is drawn again every second; lines otherwise. */
  readonly live: boolean;
  readonly startedAtMs: number;
  readonly folder: Pick<RunFolder, 'id' | 'path'>;
  readonly soakVersion: string;
  /** What Ctrl-C does, in a word or two. */
  readonly onInterrupt: string;
}

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';

/** What a person or a log sees during a run. */
export class Display {
  readonly #state: LiveView;
  readonly #lines: LineMode;
  readonly #options: DisplayOptions;
  readonly #paint: Paint;
  readonly #endsAt: string;
  #drawnRows = 0;
  #drawnAtMs = 0;
  #isOpen = true;
  #message = '';
  #causes: readonly LiveCause[] = [];

  constructor(state: LiveView, options: DisplayOptions) {
    const { host, live, startedAtMs, folder, soakVersion } = options;
    this.#options = options;
    this.#state = state;
    this.#lines = new LineMode(this.#state, startedAtMs);
    this.#paint = paintFor(host);
    this.#endsAt = `${new Date(startedAtMs + this.#state.durationMs).toISOString().slice(11, 16)} UTC`;
    if (live) host.stdout.write(HIDE_CURSOR);
    else host.stdout.write(`${this.#lines.head(folder.id, soakVersion)}\n`);
  }

  /** Shows what the state has taken. */
  add(record: Pick<IntervalRecord, 'type' | 'atMs'> | NoteRecord): void {
    if (!this.#isOpen) return;
    const lines = this.#lines.add(record);
    const { host, live } = this.#options;
    if (live) this.#draw();
    else for (const line of lines) host.stdout.write(`${line}\n`);
  }

  /** Why connections drop, as far as it is known now. */
  explain(causes: readonly LiveCause[]): void {
    this.#causes = causes;
    const { host, live } = this.#options;
    if (live || !this.#isOpen) return;
    for (const line of this.#lines.explain(causes)) host.stdout.write(`${line}\n`);
  }

  /** A status is the last line of the live screen; a notice stays above it. */
  show({ kind, text }: RunMessage): void {
    const { host, live } = this.#options;
    if (!live || !this.#isOpen) host.stderr.write(`soak: ${text}\n`);
    else if (kind === 'status') this.#message = text;
    else host.stdout.write(`${this.#clear()}soak: ${text}\n`);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (this.#options.live) this.#options.host.stdout.write(`${this.#clear()}${SHOW_CURSOR}`);
  }

  /** At most four times a second, whatever the shards send. */
  #draw(): void {
    const { host, folder, onInterrupt } = this.#options;
    const nowMs = host.wallMs();
    if (nowMs - this.#drawnAtMs < 250) return;
    this.#drawnAtMs = nowMs;
    const { columns, rows } = host.stdout;
    const short = path.relative(host.cwd, folder.path);
    const screen = liveScreen(this.#state, {
      columns,
      rows,
      folder: short.startsWith('..') ? folder.path : short,
      paint: this.#paint,
      endsAt: this.#endsAt,
      onInterrupt,
      causes: this.#causes,
    });
    const lines =
      this.#message === '' ? screen : [...screen, truncate(` ${this.#message}`, columns)];
    host.stdout.write(`${this.#clear()}${lines.join('\n')}\n`);
    this.#drawnRows = lines.length;
  }

  #clear(): string {
    if (this.#drawnRows === 0) return '';
    const up = `\x1b[${this.#drawnRows}A\x1b[0J`;
    this.#drawnRows = 0;
    return up;
  }
}
