import type { NoteRecord } from '../journal/record.ts';
import { JournalWriter, openJournalFile } from '../journal/writer.ts';
import type { LabEvent } from '../lab/schedule.ts';
import { isPathEvent } from '../path/path.ts';
import { eventsPathIn, type RunFolder } from '../run/run-folder.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { MarkedPlace } from './observer.ts';
import type { System } from './system.ts';

/** The name by which a fault can always find the backend, whatever the path calls it. */
const BACKEND = 'backend';

interface RunEventsOptions {
  readonly scenario: Scenario;
  readonly folder: RunFolder;
  readonly system: System;
  /** Hears of every event after it was written. */
  readonly onNote: (note: NoteRecord) => void;
}

/** What happens to the path during a run: planned, done by the lab, marked from outside. Keeps its journal. */
export class RunEvents {
  readonly #options: RunEventsOptions;
  readonly #journal: JournalWriter;
  readonly #timers: NodeJS.Timeout[] = [];
  #startedAtMs = 0;

  /** Throws what the file system throws. */
  constructor(options: RunEventsOptions) {
    this.#options = options;
    const file = openJournalFile(eventsPathIn(options.folder.path));
    this.#journal = new JournalWriter(file, () => options.system.wallMs() - this.#startedAtMs);
  }

  /** Plans what the user said will happen, so that drops can be held against it. */
  begin(startedAtMs: number): void {
    const { system, scenario } = this.#options;
    this.#startedAtMs = startedAtMs;
    for (const { atMs, label } of scenario.events) {
      const waitMs = startedAtMs + atMs - system.wallMs();
      const note: NoteRecord = { type: 'note', kind: 'event', atMs, label, source: 'scenario' };
      this.#timers.push(setTimeout(() => this.note(note), Math.max(0, waitMs)));
    }
  }

  onLabEvent({ atMs, hop, kind, label, phase }: LabEvent): void {
    const backend = this.#options.scenario.path.hops.find(({ role }) => role === 'backend');
    this.note({
      type: 'note',
      kind: 'event',
      atMs,
      label,
      hop: hop === BACKEND ? (backend?.id ?? hop) : hop,
      source: 'lab',
      ...(phase === 'applied' && { event: kind }),
    });
  }

  /** Somebody outside says that something happened now. */
  mark(label: string, { hop, event }: MarkedPlace = {}): void {
    const atMs = Math.max(0, this.#options.system.wallMs() - this.#startedAtMs);
    const known = event ?? (isPathEvent(label) ? label : undefined);
    const place = {
      ...(hop !== undefined && { hop }),
      ...(known !== undefined && { event: known }),
    };
    this.note({ type: 'note', kind: 'event', atMs, label, ...place, source: 'mark' });
  }

  /** Something that a reader of the report has to know. */
  warn(message: string): void {
    const atMs = Math.max(0, this.#options.system.wallMs() - this.#startedAtMs);
    this.note({ type: 'note', kind: 'warning', atMs, message });
  }

  note(note: NoteRecord): void {
    this.#journal.append(note);
    this.#journal.flush();
    this.#options.onNote(note);
  }

  /** Nothing planned happens any more. */
  stop(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
  }

  close(): void {
    this.stop();
    this.#journal.close();
  }
}
