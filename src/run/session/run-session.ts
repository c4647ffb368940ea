import fs from 'node:fs';
import path from 'node:path';
import type { Analysis } from '../../analysis/analyze.ts';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import type { StopReason } from '../../engine/shard.ts';
import type { NoteRecord } from '../../journal/record.ts';
import type { Reporter } from '../../report/report.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { echoRedactor } from '../../scenario/text/redact.ts';
import { RunEvents } from '../events/run-events.ts';
import type { FollowedRun, OpenExtension } from '../extension.ts';
import type { Host } from '../host.ts';
import { readRun } from '../journals/read-run.ts';
import { createRunFolder, type RunFolder } from '../journals/run-folder.ts';
import { writeReports } from '../reports/write-reports.ts';
import type { RunEnd } from '../shards/coordinator.ts';
import { LocalPlane } from '../shards/local-plane.ts';
import type { Plane } from '../shards/plane.ts';
import { NO_TRACE, type Trace } from '../trace.ts';
import { Extensions } from './extensions.ts';
import { Hold } from './hold.ts';
import { aimAtLab, LabChild } from './lab-child.ts';

/** What the coordinator itself reports has no shard. */
const COORDINATOR = -1;

/** What a run needs beside its scenario. */
interface SessionOptions {
  readonly loaded: LoadedScenario;
  readonly host: Host;
  readonly soakVersion: string;
  /** The folder that the run's folder is made in, absolute. */
  readonly reports: string;
  /** Processes; undefined: as many as are needed. */
  readonly shards?: number | undefined;
  /** Where the shards of a run in this folder run; as processes of this machine when absent. */
  readonly planeFor?: (folder: RunFolder) => Plane;
  /** Reporters of the user's own, beside those that the scenario asks for. */
  readonly reporters?: readonly Reporter[];
  /** What follows the run, in the order in which it is opened. */
  readonly extensions?: readonly OpenExtension[];
  /** Notes decisions of the run, for `--debug`. */
  readonly trace?: Trace;
  /** Calls back when the user wants the run to end, while it holds connections; returns how to stop listening. */
  readonly onStopRequest?: (listener: (reason: StopReason) => void) => () => void;
  /** The reports are written; the extensions do not know it yet, because they may take their time. */
  readonly onReported?: (view: Analysis, folder: RunFolder) => Promise<void>;
}

/** What became of a run. */
export type RunOutcome =
  | { readonly kind: 'not-started'; readonly why: string }
  /** It has a folder, but no journal in it can be read. */
  | { readonly kind: 'unreadable'; readonly why: string; readonly folder: RunFolder }
  | {
      readonly kind: 'ended';
      readonly view: Analysis;
      readonly folder: RunFolder;
      readonly exitCode: ExitCode;
    };

/** One run, from its lab to its report. Prints nothing itself: what there is to say goes to its extensions. */
export class RunSession {
  readonly #options: SessionOptions;
  readonly #extensions: Extensions;
  readonly #trace: Trace;
  /** Aimed at the lab, if there is one. */
  scenario: Scenario;
  #lab: LabChild | undefined;
  #events: RunEvents | undefined;
  #hold: Hold | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#trace = options.trace ?? NO_TRACE;
    this.#extensions = new Extensions(options.extensions ?? [], {
      ...{ stderr: options.host.stderr, trace: this.#trace },
    });
    this.scenario = options.loaded.scenario;
  }

  /** Starts the lab, when the scenario has one. The answer is why it cannot be started; undefined when all is well. */
  async prepare(): Promise<string | undefined> {
    if (this.scenario.lab === undefined) return undefined;
    try {
      this.#lab = await LabChild.start(this.scenario, (event) => this.#events?.onLabEvent(event));
    } catch (error) {
      return `Cannot start the lab: ${(error as Error).message}`;
    }
    this.scenario = aimAtLab(this.scenario, this.#lab);
    this.#trace('path', () => 'targets are aimed at the lab');
    return undefined;
  }

  /** Runs to the end and writes the reports. */
  async run(): Promise<RunOutcome> {
    let folder: RunFolder;
    let events: RunEvents;
    try {
      folder = this.#createFolder();
      events = this.#openEvents(folder);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return notStarted(`Cannot write the run's folder: ${code ?? ''} ${message}`);
    }
    const { host, loaded, soakVersion, shards, planeFor } = this.#options;
    const plane = planeFor?.(folder) ?? new LocalPlane(folder.path);
    const hold = new Hold({
      ...{ scenario: this.scenario, loaded, soakVersion, shards, folder, events, host, plane },
      extensions: this.#extensions,
      trace: this.#trace,
      onStart: (startedAtMs) => this.#begin({ hold, folder, events, startedAtMs }),
    });
    this.#hold = hold;
    const ignore = this.#options.onStopRequest?.((reason) => hold.obey(reason));
    let end: RunEnd;
    try {
      end = await hold.run();
    } catch (error) {
      plane.abandon();
      return notStarted(`Cannot start the run: ${(error as Error).message}`);
    } finally {
      ignore?.();
    }
    return await this.#report(folder, end);
  }

  /** Gives everything back, whatever state the run is in. */
  async close(): Promise<void> {
    await this.#extensions.close();
    this.#events?.close();
    await this.#lab?.stop();
  }

  #createFolder(): RunFolder {
    const { host, loaded, reports } = this.#options;
    const folder = createRunFolder(reports, host.wallMs());
    fs.writeFileSync(path.join(folder.path, 'scenario.yaml'), loaded.text);
    return folder;
  }

  #openEvents(folder: RunFolder): RunEvents {
    const { host, loaded } = this.#options;
    const redact = echoRedactor(loaded.secrets);
    const onNote = (note: NoteRecord) => this.#hold?.hear(note, COORDINATOR);
    this.#events = new RunEvents({ scenario: this.scenario, folder, host, redact, onNote });
    return this.#events;
  }

  #begin({ hold, folder, events, startedAtMs }: Begun): void {
    const { host, soakVersion } = this.#options;
    this.#lab?.begin(startedAtMs);
    const followed: FollowedRun = {
      ...{ host, soakVersion, scenario: this.scenario, folder, startedAtMs },
      state: hold.state!,
      notify: (text) => this.#extensions.say({ kind: 'notice', text }),
      stop: (reason) => hold.stop(reason, 'requested by soak stop'),
      mark: (label, about) => events.mark(label, about),
      addEvent: (event) => events.add(event),
      warn: (message) => events.warn(message),
    };
    void this.#extensions.begin(followed);
  }

  async #report(folder: RunFolder, { lostRecords }: RunEnd): Promise<RunOutcome> {
    const { onReported, reporters: own = [] } = this.#options;
    const say = (text: string) => this.#extensions.say({ kind: 'notice', text });
    if (lostRecords > 0) say('Cannot write all records: the evidence is incomplete');
    const found = readRun(folder.path);
    if (!found.ok) return { kind: 'unreadable', why: found.message, folder };
    const { analysis: view } = found;
    const areWritten = await writeReports(view, { folder: folder.path, own, onProblem: say });
    await onReported?.(view, folder);
    const isWhole = lostRecords === 0 && areWritten;
    const judged = view.summary.exitCode as ExitCode;
    const exitCode = judged === EXIT.passed && !isWhole ? EXIT.inconclusive : judged;
    this.#trace('end', () => `${view.summary.verdict}, exit code ${exitCode}`);
    await this.#extensions.end(view, exitCode);
    return { kind: 'ended', view, folder, exitCode };
  }
}

interface Begun {
  readonly hold: Hold;
  readonly folder: RunFolder;
  readonly events: RunEvents;
  readonly startedAtMs: number;
}

function notStarted(why: string): RunOutcome {
  return { kind: 'not-started', why };
}
