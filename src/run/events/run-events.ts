import { formatDuration } from '../../base/units.ts';
import { maskRecord } from '../../journal/mask-record.ts';
import type { NoteRecord } from '../../journal/record.ts';
import { JournalWriter, openJournalFile } from '../../journal/writer.ts';
import type { LabEvent } from '../../lab/schedule.ts';
import { isPathEvent } from '../../path/path.ts';
import type { EventCommand, PlannedEvent, Scenario } from '../../scenario/scenario.ts';
import type { MarkedPlace, PathEventSeen } from '../extension.ts';
import type { Host } from '../host.ts';
import { eventsPathIn, type RunFolder } from '../journals/run-folder.ts';
import { RunningCommand } from './event-command.ts';
import { PlannedEvents } from './planned-events.ts';

/** The name by which a fault can always find the backend, whatever the path calls it. */
const BACKEND = 'backend';

/** Commands that run at once; an event whose command would be one more fails. */
const COMMANDS_MAX = 16;

interface RunEventsOptions {
  readonly scenario: Scenario;
  readonly folder: RunFolder;
  readonly host: Host;
  /** Hides secrets, also cut ones: labels, commands and clusters may repeat them. */
  readonly redact: (text: string) => string;
  /** Hears of every event after it was written. */
  readonly onNote: (note: NoteRecord) => void;
}

/** What happens to the path during a run: planned, done by the lab, marked from outside. Keeps its journal. */
export class RunEvents {
  readonly #options: RunEventsOptions;
  readonly #journal: JournalWriter;
  readonly #commands = new Set<RunningCommand>();
  #planned: PlannedEvents | undefined;
  /** `performance.now()` at the epoch of the run. */
  #epochMs = 0;

  /** Throws what the file system throws. */
  constructor(options: RunEventsOptions) {
    this.#options = options;
    const file = openJournalFile(eventsPathIn(options.folder.path));
    this.#journal = new JournalWriter(file, () => this.#nowMs());
  }

  /** From here on, the planned events happen, so that drops can be attributed to them. */
  begin(startedAtMs: number): void {
    const { host, scenario } = this.#options;
    this.#epochMs = performance.now() + startedAtMs - host.wallMs();
    const nowMs = () => this.#nowMs();
    const happen = (event: PlannedEvent) => this.#happen(event);
    this.#planned = new PlannedEvents(scenario.events, { nowMs, happen });
  }

  onLabEvent({ atMs, hop, kind, label, phase, target }: LabEvent): void {
    const backend = this.#options.scenario.path.hops.find(({ role }) => role === 'backend');
    this.note({
      type: 'note',
      kind: 'event',
      atMs,
      label,
      hop: hop === BACKEND ? (backend?.id ?? hop) : hop,
      source: 'lab',
      ...(phase === 'applied' && { event: kind }),
      ...(target !== undefined && { target }),
    });
  }

  /** Somebody outside says that something happened now. Answers when that is on the run's clock. */
  mark(label: string, { hop, event }: MarkedPlace = {}): number {
    const atMs = Math.max(0, this.#nowMs());
    const known = event ?? (isPathEvent(label) ? label : undefined);
    const place = {
      ...(hop !== undefined && { hop }),
      ...(known !== undefined && { event: known }),
    };
    this.note({ type: 'note', kind: 'event', atMs, label, ...place, source: 'mark' });
    return atMs;
  }

  /** Puts an event on the timeline, now. */
  add(event: PathEventSeen): void {
    this.note({ type: 'note', kind: 'event', atMs: Math.max(0, this.#nowMs()), ...event });
  }

  /** Something that a reader of the report has to know. */
  warn(message: string): void {
    this.note({ type: 'note', kind: 'warning', atMs: Math.max(0, this.#nowMs()), message });
  }

  note(note: NoteRecord): void {
    const masked = maskRecord(note, this.#options.redact);
    this.#journal.append(masked);
    this.#journal.flush();
    this.#options.onNote(masked);
  }

  /** Nothing planned happens any more, and what still runs is ended. */
  async stop(): Promise<void> {
    this.#planned?.stop();
    const commands = [...this.#commands];
    for (const command of commands) command.stop('the run was over');
    await Promise.all(commands.map(({ end }) => end));
  }

  close(): void {
    this.#planned?.stop();
    this.#journal.close();
  }

  /** To a tenth of a millisecond, as all of the journal. */
  #nowMs(): number {
    return Math.round((performance.now() - this.#epochMs) * 10) / 10;
  }

  #happen({ atMs, label, hop, event, command }: PlannedEvent): void {
    const place = { ...(hop !== undefined && { hop }), ...(event !== undefined && { event }) };
    const about = { type: 'note', kind: 'event', label, ...place, source: 'scenario' } as const;
    // A command takes effect when it starts, which a busy machine may delay.
    this.note({ ...about, atMs: command === undefined ? atMs : this.#nowMs() });
    if (command !== undefined) void this.#run(command, label);
  }

  async #run(command: EventCommand, label: string): Promise<void> {
    if (this.#commands.size >= COMMANDS_MAX) {
      this.warn(`"${label}" was not run: ${COMMANDS_MAX} commands are still running`);
      return;
    }
    const { host, redact, folder } = this.#options;
    const env = { ...host.env, SOAK_RUN: folder.path };
    const nowMs = () => this.#nowMs();
    const running = new RunningCommand(command, { env, cwd: host.cwd, redact, nowMs });
    this.#commands.add(running);
    const { failure, ...ended } = await running.end;
    this.#commands.delete(running);
    const took = formatDuration(Math.max(1, ended.tookMs));
    const what = `${label}: ${failure === undefined ? 'done' : failure} after ${took}`;
    const atMs = this.#nowMs();
    this.note({ type: 'note', kind: 'event', atMs, label: what, source: 'scenario', ended });
    if (failure === undefined) return;
    const said = ended.output === '' ? '' : `: ${ended.output}`;
    this.warn(`the command of "${label}" failed (${failure})${said}`);
  }
}
