import fs from 'node:fs';
import path from 'node:path';
import type { StopReason } from '../engine/shard.ts';
import { Display } from '../extensions/screen/display.ts';
import type { IntervalRecord, NoteRecord } from '../journal/record.ts';
import { readLimits } from '../net/limits.ts';
import { AbortWatch } from '../report/live/abort-watch.ts';
import type { LiveCause } from '../report/live/causes.ts';
import { describeRefusing, RefusalWatch } from '../report/live/refusal-watch.ts';
import { LiveState } from '../report/live/state.ts';
import { RunEvents } from '../run/events/run-events.ts';
import { Explainer } from '../run/explaining/explainer.ts';
import type { MarkedPlace, OpenExtension, PathEventSeen } from '../run/extension.ts';
import { readRun } from '../run/journals/read-run.ts';
import { createRunFolder, type RunFolder } from '../run/journals/run-folder.ts';
import { Extensions } from '../run/session/extensions.ts';
import { aimAtLab, LabChild } from '../run/session/lab-child.ts';
import { assignmentsFor } from '../run/shards/assignments.ts';
import { Coordinator, type RunEnd } from '../run/shards/coordinator.ts';
import { LocalPlane } from '../run/shards/local-plane.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { echoRedactor } from '../scenario/text/redact.ts';
import { maskScenario } from '../scenario/text/secrets.ts';
import { printFinal, triedReports } from './commands/report.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { System } from './system.ts';

interface Surroundings {
  readonly system: System;
  readonly soakVersion: string;
}

/** How one run is made, beside its scenario. */
export interface RunOptions {
  readonly shards: number | undefined;
  readonly live: boolean;
  /** Who follows it beside the screen. */
  readonly extensions: readonly OpenExtension[];
}

/** One `soak run`, from its lab to its report. */
export class RunSession {
  readonly #loaded: LoadedScenario;
  readonly #surroundings: Surroundings;
  /** Aimed at the lab, when there is one. */
  scenario: Scenario;
  #lab: LabChild | undefined;
  #events: RunEvents | undefined;
  #state: LiveState | undefined;
  #display: Display | undefined;
  #extensions = new Extensions([]);
  #explainer: Explainer | undefined;
  #isAborted = false;

  constructor(loaded: LoadedScenario, surroundings: Surroundings) {
    this.#loaded = loaded;
    this.#surroundings = surroundings;
    this.scenario = loaded.scenario;
  }

  /** Starts the lab, when the scenario has one. False when it cannot be started; the reason is printed. */
  async prepare(): Promise<boolean> {
    if (this.scenario.lab === undefined) return true;
    try {
      this.#lab = await LabChild.start(this.scenario, (event) => this.#events?.onLabEvent(event));
      this.scenario = aimAtLab(this.scenario, this.#lab);
      return true;
    } catch (error) {
      this.#surroundings.system.stderr.write(
        `soak: Cannot start the lab: ${(error as Error).message}\n`,
      );
      return false;
    }
  }

  /** Runs to the end and reports. */
  async run(options: RunOptions): Promise<ExitCode> {
    const { system } = this.#surroundings;
    let folder: RunFolder;
    try {
      folder = this.#createFolder();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      system.stderr.write(`soak: Cannot write the run's folder: ${code ?? ''} ${message}\n`);
      return EXIT.preflight;
    }
    this.#extensions = new Extensions(options.extensions);
    const end = await this.#hold(folder, options);
    if (end === undefined) return EXIT.preflight;
    return await this.#report(folder, end);
  }

  async close(): Promise<void> {
    this.#display?.close();
    await this.#extensions.close();
    await this.#explainer?.stop();
    this.#events?.close();
    await this.#lab?.stop();
  }

  #createFolder(): RunFolder {
    const { system } = this.#surroundings;
    const { scenario } = this;
    const folder = createRunFolder(scenario.report.folder, system.wallMs());
    fs.writeFileSync(path.join(folder.path, 'scenario.yaml'), this.#loaded.text);
    const onNote = (note: NoteRecord) => this.#tell(note, -1);
    const redact = echoRedactor(this.#loaded.secrets);
    this.#events = new RunEvents({ scenario, folder, host: system, redact, onNote });
    return folder;
  }

  /** Undefined when the shards could not begin; the reason is printed. */
  async #hold(folder: RunFolder, { shards, live }: RunOptions): Promise<RunEnd | undefined> {
    const { system, soakVersion } = this.#surroundings;
    const { scenario } = this;
    const maskedScenario = maskScenario(this.#loaded.scenario, this.#loaded.secrets);
    const limits = readLimits();
    const plane = new LocalPlane();
    const watch = new AbortWatch(scenario);
    const refusals = new RefusalWatch(scenario);
    const coordinator = new Coordinator({
      plane,
      assignments: assignmentsFor({
        scenario,
        maskedScenario,
        secrets: this.#loaded.secrets,
        folder,
        soakVersion,
        limits,
        shards,
      }),
      hrtimeNs: () => process.hrtime.bigint(),
      wallMs: () => system.wallMs(),
      onRecord: (record, shard) => {
        this.#tell(record, shard);
        const refusing = record.type === 'interval' ? refusals.add(record) : undefined;
        if (refusing !== undefined) this.#abort(describeRefusing(refusing), coordinator);
        const broken = this.#state && watch.broken(this.#state);
        if (broken !== undefined) this.#abort(`this is broken: ${broken.expression}`, coordinator);
      },
      onStart: ({ startedAtMs }) => {
        this.#state = new LiveState(scenario);
        const onInterrupt = 'stop and report';
        const shown = { host: system, live, startedAtMs, folder, soakVersion, onInterrupt };
        this.#display = new Display(this.#state, shown);
        this.#lab?.begin(startedAtMs);
        this.#events?.begin(startedAtMs);
        const stop = (reason: StopReason) => {
          this.#display?.say('stopping: asked from outside');
          coordinator.stop(reason);
        };
        void this.#beginExtensions({ folder, startedAtMs, stop });
      },
    });
    const ignore = this.#obeySignals(coordinator, plane);
    try {
      return await coordinator.run();
    } catch (error) {
      plane.abandon();
      system.stderr.write(`soak: Cannot start the run: ${(error as Error).message}\n`);
      return undefined;
    } finally {
      ignore();
      await Promise.all([this.#events?.stop(), this.#extensions.held()]);
      this.#display?.close();
    }
  }

  #beginExtensions(run: {
    folder: RunFolder;
    startedAtMs: number;
    stop: (reason: StopReason) => void;
  }): Promise<void> {
    const { scenario } = this;
    const state = this.#state!;
    const mark = (label: string, about?: MarkedPlace) => this.#events!.mark(label, about);
    const tell = (message: string) => this.#display?.tell(message);
    const explain = (causes: readonly LiveCause[]) => this.#display?.explain(causes);
    this.#explainer = new Explainer(run.folder.path);
    const addEvent = (event: PathEventSeen) => this.#events!.add(event);
    const warn = (message: string) => this.#events?.warn(message);
    const acts = { mark, addEvent, warn, tell, explain, explainer: this.#explainer };
    const { system: host, soakVersion } = this.#surroundings;
    return this.#extensions.begin({ host, soakVersion, ...run, ...acts, scenario, state });
  }

  #tell(record: IntervalRecord | NoteRecord, shard: number): void {
    this.#state?.add(record, shard);
    this.#display?.add(record);
    this.#extensions.add(record, shard);
  }

  /** Ends the run early, once, and lets the report say why. */
  #abort(why: string, coordinator: Coordinator): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#events?.warn(`stopped early, because ${why}`);
    this.#display?.say(`stopping, because ${why}`);
    coordinator.stop('aborted');
  }

  /** The first Ctrl-C ends the run in order; the second at once: the journals are safe. */
  #obeySignals(coordinator: Coordinator, plane: LocalPlane): () => void {
    const { system } = this.#surroundings;
    let stopping = false;
    return system.onSignal((signal) => {
      // A closed terminal does not end a soak.
      if (signal === 'SIGHUP') return;
      if (stopping) {
        plane.abandon();
        return;
      }
      stopping = true;
      this.#display?.say('stopping: asking every connection, then the report (again: at once)');
      coordinator.stop(signal === 'SIGINT' ? 'interrupted' : 'terminated');
    });
  }

  async #report(folder: RunFolder, { lostRecords }: RunEnd): Promise<ExitCode> {
    const { system } = this.#surroundings;
    if (lostRecords > 0) {
      system.stderr.write('soak: Cannot write all records: the evidence is incomplete\n');
    }
    const found = readRun(folder.path);
    if (!found.ok) {
      system.stderr.write(`soak: ${found.message}\n`);
      return EXIT.inconclusive;
    }
    const isWritten = await triedReports(found.view, { folder: folder.path, system });
    await printFinal(found.view, { folder: relative(folder.path, system), system });
    const isWhole = lostRecords === 0 && isWritten;
    const told = found.view.summary.exitCode as ExitCode;
    const exitCode = told === EXIT.passed && !isWhole ? EXIT.inconclusive : told;
    await this.#extensions.end(found.view, exitCode);
    return exitCode;
  }
}

function relative(folder: string, { cwd }: System): string {
  const short = path.relative(cwd, folder);
  return short.startsWith('..') ? folder : short;
}
