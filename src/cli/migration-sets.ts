import type { Problem } from '../base/problem.ts';
import { type Checked, checkManifests } from '../check/check.ts';
import { compareSets, type Migration } from '../check/migration/migrate.ts';
import type { SourceFile } from '../check/subject.ts';
import type { SetNames } from '../report/migration/text.ts';
import { readCluster } from '../run/load/kubectl.ts';
import { readSources } from '../run/load/manifest-files.ts';
import { printProblems } from './print-problems.ts';
import type { System } from './system.ts';

/** Two sets of manifests, and where they are. */
interface SetChoice {
  readonly names: SetNames;
  /** Files that belong to both. */
  readonly shared?: readonly string[] | undefined;
  /** The side that is the live cluster. */
  readonly cluster?: 'old' | 'new' | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
}

/** Both sets, compared; undefined if one cannot be read or has no way in, which is printed. */
export async function readMigration(
  choice: SetChoice,
  system: System,
): Promise<Migration | undefined> {
  const { names } = choice;
  const shared = await readSources(choice.shared ?? [], system);
  const old = await readSet('old', { choice, shared: shared.files, system });
  const fresh = await readSet('new', { choice, shared: shared.files, system });
  const problems = [...shared.problems, ...old.problems, ...fresh.problems];
  if (problems.length > 0) {
    printProblems(problems, system);
    return undefined;
  }
  const empty = [old, fresh].findIndex(({ subject }) => subject.routes.length === 0);
  if (empty === -1) return compareSets(old, fresh);
  const name = [names.old, names.new][empty];
  system.stderr.write(`soak: Cannot compare: ${name} contains no way into the cluster\n`);
  return undefined;
}

interface ReadOptions {
  readonly choice: SetChoice;
  readonly shared: readonly SourceFile[];
  readonly system: System;
}

async function readSet(
  side: 'old' | 'new',
  { choice, shared, system }: ReadOptions,
): Promise<Checked> {
  const read =
    choice.cluster === side
      ? fromCluster(readCluster(choiceOf(choice), system))
      : await readSources([choice.names[side]], system);
  const checked = checkManifests([...read.files, ...shared]);
  return { ...checked, problems: [...read.problems, ...checked.problems] };
}

function choiceOf({ context, namespace }: SetChoice) {
  return { context, namespace };
}

function fromCluster(asked: ReturnType<typeof readCluster>): {
  readonly files: readonly SourceFile[];
  readonly problems: readonly Problem[];
} {
  return asked.ok
    ? { files: [{ file: 'cluster.json', text: asked.value }], problems: [] }
    : { files: [], problems: asked.problems };
}
