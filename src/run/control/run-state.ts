import fs from 'node:fs';
import path from 'node:path';
import type { RunOutcome } from '../../analysis/summary/summary.ts';
import { outcomeSchema } from '../../analysis/summary/summary-schema.ts';
import { readJournal } from '../../journal/reader.ts';
import { readRun } from '../journals/read-run.ts';
import { journalsIn } from '../journals/run-folder.ts';
import { askOnce } from './ask-run.ts';
import type { RunStatus } from './protocol.ts';

/** A journal that was written to so recently has somebody who writes it. */
const FRESH_MS = 5_000;

/** What can be told of a run from outside. */
export type RunState =
  | { readonly state: 'running'; readonly status: RunStatus }
  /** It goes on, but we may not ask it, or it does not answer. */
  | { readonly state: 'unreachable'; readonly why: string; readonly name: string }
  | { readonly state: 'over'; readonly summary: RunOutcome }
  /** Nobody answers and there is no report: it was killed. */
  | { readonly state: 'killed'; readonly name: string };

interface Asking {
  readonly nowMs: number;
  /** Read all journals of a run that has no report; they may be large. */
  readonly readsJournals: boolean;
}

/** The state of the run in a folder; undefined if there is no run in it. */
export async function runStateOf(folder: string, asking: Asking): Promise<RunState | undefined> {
  const journals = fs.existsSync(folder) ? journalsIn(folder) : [];
  if (journals.length === 0) return undefined;
  const reply = await askOnce(folder, { ask: 'status' });
  if (typeof reply !== 'string' && reply.tell === 'status')
    return { state: 'running', status: reply.status };
  const name = nameIn(journals[0]!);
  if (reply === 'not-allowed')
    return { state: 'unreachable', why: 'it belongs to another user', name };
  const summary = writtenOutcome(folder);
  if (summary !== undefined) return { state: 'over', summary };
  if (reply === 'no-answer' || journals.some((file) => isFresh(file, asking.nowMs)))
    return { state: 'unreachable', why: 'it does not answer', name };
  const found = asking.readsJournals ? readRun(folder) : undefined;
  if (found?.ok === true) return { state: 'over', summary: found.analysis.summary };
  return { state: 'killed', name };
}

/** Folders that hold a run, oldest first. */
export function runFoldersIn(reports: string): readonly string[] {
  if (!fs.existsSync(reports)) return [];
  return fs
    .readdirSync(reports, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => path.join(reports, name))
    .filter((folder) => journalsIn(folder).length > 0)
    .sort();
}

function writtenOutcome(folder: string): RunOutcome | undefined {
  const file = path.join(folder, 'summary.json');
  if (!fs.existsSync(file)) return undefined;
  try {
    return outcomeSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    // Cut off: the journals tell.
    return undefined;
  }
}

function isFresh(file: string, nowMs: number): boolean {
  return nowMs - fs.statSync(file).mtimeMs < FRESH_MS;
}

function nameIn(journal: string): string {
  for (const record of readJournal(journal))
    return record.type === 'run' ? record.scenario.name : '';
  return '';
}
