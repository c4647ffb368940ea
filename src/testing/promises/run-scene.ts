import fs from 'node:fs';
import path from 'node:path';
import { noDamage, readJournal } from '../../journal/reader.ts';
import type { JournalRecord, NoteRecord } from '../../journal/record.ts';
import { SoakFolder, type SoakRun } from '../soak-process.ts';

/** What a lab of the real tool builds, with limits that nothing here meets. */
export const LAB_PATH = `path:
  - { hop: slb, kind: alibaba-slb }
  - { hop: ingress, kind: ingress-nginx }
  - { hop: pod, kind: pod }
`;

/** 40 TCP and 10 WSS connections that are asked twice a second. */
export const SPEAKING = `targets:
  tcp: { tcp: "lab:80", connections: 40, heartbeat: { every: 500ms, expect: any, within: 500ms } }
  wss: { wss: "wss://lab:443/", connections: 10, ping: { every: 500ms, pong-within: 500ms } }
`;

/** In a folder of its own, which is removed with all that runs in it. */
export async function withFolder<T>(act: (folder: SoakFolder) => Promise<T>): Promise<T> {
  const folder = new SoakFolder();
  try {
    return await act(folder);
  } finally {
    folder.remove();
  }
}

interface LabRun {
  /** Of the scenario, without its name, path and load. */
  readonly text?: string;
  readonly load?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a run of 40 TCP and 10 WSS connections through a lab, unless told otherwise. */
export function startRun(folder: SoakFolder, { text, load, args = [], env }: LabRun = {}): SoakRun {
  const body = text ?? `lab: true\n${SPEAKING}`;
  folder.write(
    'scenario.yaml',
    `soak: 1\nname: promise\n${LAB_PATH}${body}\nload: { ${load ?? 'ramp: 200ms, hold: 2s, drain: 100ms'} }\n`,
  );
  return folder.start(['run', 'scenario.yaml', '--lines', '--no-preflight', ...args], env);
}

/** Everything in the journals of the only run, in the order of the files. */
export function recordsOf(folder: SoakFolder): readonly JournalRecord[] {
  const { runFolder } = folder;
  return fs
    .readdirSync(runFolder)
    .filter((name) => name.endsWith('.ndjson'))
    .sort()
    .flatMap((name) => [...readJournal(path.join(runFolder, name), noDamage())]);
}

export function stallsIn(records: readonly JournalRecord[]) {
  return records.filter(
    (record): record is NoteRecord & { kind: 'stall' } =>
      record.type === 'note' && record.kind === 'stall',
  );
}
