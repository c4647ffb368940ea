import fs from 'node:fs';
import path from 'node:path';
import type { NoteRecord } from '../journal/record.ts';
import { JournalWriter, openJournalFile } from '../journal/writer.ts';
import type { LabEvent } from '../lab/schedule.ts';
import { readLimits } from '../net/limits.ts';
import { AbortWatch } from '../report/abort-watch.ts';
import { Coordinator, type RunEnd } from '../run/coordinator.ts';
import { aimAtLab, LabChild } from '../run/lab-child.ts';
import { LocalPlane } from '../run/local-plane.ts';
import { assignmentsFor } from '../run/prepare.ts';
import { readRun } from '../run/read-run.ts';
import { createRunFolder, eventsPathIn, type RunFolder } from '../run/run-folder.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { maskScenario } from '../scenario/secrets.ts';
import { printFinal, triedReports } from './commands/report.ts';
import { Display } from './display.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { System } from './system.ts';

interface Surroundings {
  readonly system: System;
  readonly soakVersion: string;
}

/** The name by which a fault can always find the backend, whatever the path calls it. */
const BACKEND = 'backend';

/** One `soak run`, from its lab to its report. */
export class RunSession {
  readonly #loaded: LoadedScenario;
  readonly #surroundings: Surroundings;
  /** Aimed at the lab, when there is one. */
  scenario: Scenario;
  #lab: LabChild | undefined;
  #events: JournalWriter | undefined;
  #display: Display | undefined;
  readonly #timers: NodeJS.Timeout[] = [];
  #epochMs = 0;
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
      this.#lab = await LabChild.start(this.scenario, (event) => this.#onLabEvent(event));
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
  async run(options: { shards: number | undefined; live: boolean }): Promise<ExitCode> {
    const { system } = this.#surroundings;
    let folder: RunFolder;
    try {
      folder = this.#createFolder();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      system.stderr.write(`soak: Cannot write the run's folder: ${code ?? ''} ${message}\n`);
      return EXIT.preflight;
    }
    const end = await this.#hold(folder, options);
    if (end === undefined) return EXIT.preflight;
    return await this.#report(folder, end);
  }

  async close(): Promise<void> {
    this.#display?.close();
    this.#events?.close();
    await this.#lab?.stop();
  }

  #createFolder(): RunFolder {
    const { system } = this.#surroundings;
    const folder = createRunFolder(this.scenario.report.folder, system.wallMs());
    fs.writeFileSync(path.join(folder.path, 'scenario.yaml'), this.#loaded.text);
    const file = openJournalFile(eventsPathIn(folder.path));
    this.#events = new JournalWriter(file, () => system.wallMs() - this.#epochMs);
    return folder;
  }

  /** Undefined when the shards could not begin; the reason is printed. */
  async #hold(
    folder: RunFolder,
    { shards, live }: { shards: number | undefined; live: boolean },
  ): Promise<RunEnd | undefined> {
    const { system, soakVersion } = this.#surroundings;
    const { scenario } = this;
    const maskedScenario = maskScenario(this.#loaded.scenario, this.#loaded.secrets);
    const limits = readLimits();
    const plane = new LocalPlane();
    const watch = new AbortWatch(scenario);
    const coordinator = new Coordinator({
      plane,
      assignments: assignmentsFor({
        scenario,
        maskedScenario,
        folder,
        soakVersion,
        limits,
        shards,
      }),
      hrtimeNs: () => process.hrtime.bigint(),
      wallMs: () => system.wallMs(),
      onRecord: (record, shard) => {
        this.#display?.add(record, shard);
        this.#abortIfBroken(watch, coordinator);
      },
      onStart: ({ startedAtMs }) => {
        this.#epochMs = startedAtMs;
        this.#display = new Display(scenario, { system, live, startedAtMs, folder, soakVersion });
        this.#lab?.begin(startedAtMs);
        this.#planEvents(startedAtMs);
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
      for (const timer of this.#timers) clearTimeout(timer);
      this.#display?.close();
    }
  }

  #abortIfBroken(watch: AbortWatch, coordinator: Coordinator): void {
    if (this.#display === undefined || this.#isAborted) return;
    const broken = watch.broken(this.#display.state);
    if (broken === undefined) return;
    this.#isAborted = true;
    this.#display.say(`stopping, because this is broken: ${broken.expression}`);
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
    this.#events?.flush();
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
    const { exitCode } = found.view.summary;
    const isWhole = lostRecords === 0 && isWritten;
    return (exitCode === EXIT.passed && !isWhole ? EXIT.inconclusive : exitCode) as ExitCode;
  }

  /** What the user said will happen, so that drops can be held against it. */
  #planEvents(startedAtMs: number): void {
    const { system } = this.#surroundings;
    for (const { atMs, label } of this.scenario.events) {
      const waitMs = startedAtMs + atMs - system.wallMs();
      const note: NoteRecord = { type: 'note', kind: 'event', atMs, label, source: 'scenario' };
      this.#timers.push(setTimeout(() => this.#noteEvent(note), Math.max(0, waitMs)));
    }
  }

  #onLabEvent({ atMs, hop, kind, label, phase }: LabEvent): void {
    const backend = this.scenario.path.hops.find(({ role }) => role === 'backend');
    this.#noteEvent({
      type: 'note',
      kind: 'event',
      atMs,
      label,
      hop: hop === BACKEND ? (backend?.id ?? hop) : hop,
      source: 'lab',
      ...(phase === 'applied' && { event: kind }),
    });
  }

  #noteEvent(note: NoteRecord): void {
    this.#events?.append(note);
    this.#events?.flush();
    this.#display?.add(note, -1);
  }
}

function relative(folder: string, { cwd }: System): string {
  const short = path.relative(cwd, folder);
  return short.startsWith('..') ? folder : short;
}
