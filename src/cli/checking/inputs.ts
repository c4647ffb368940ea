import fs from 'node:fs';
import path from 'node:path';
import type { Problem } from '../../base/problem.ts';
import type { SourceFile } from '../../check/subject.ts';
import type { IsExcluded } from '../../run/load/excluded.ts';
import { readCluster } from '../../run/load/kubectl.ts';
import { readSources } from '../../run/load/manifest-files.ts';
import { readPlan } from '../plan-file.ts';
import type { System } from '../system.ts';

/** What is checked. */
export interface Inputs {
  readonly files: readonly SourceFile[];
  readonly plan: PlanFile | undefined;
  readonly problems: readonly Problem[];
  /** It is about something that was asked for by name, and not about one of many files in a folder. */
  isNamed(problem: Problem): boolean;
}

type PlanFile = Extract<Awaited<ReturnType<typeof readPlan>>, { readonly ok: true }>['value'];

interface InputArguments {
  readonly paths?: readonly string[] | undefined;
  readonly scenario?: string | undefined;
  readonly cluster?: boolean | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
}

/** The texts that the command line names; undefined when it names nothing. */
export async function readInputs(
  args: InputArguments,
  { system, isExcluded }: { system: System; isExcluded: IsExcluded },
): Promise<Inputs | undefined> {
  const { context, namespace } = args;
  const paths = pathsOf(args, system);
  const isCluster = args.cluster === true || context !== undefined;
  if (paths.length === 0 && !isCluster && args.scenario === undefined) return undefined;
  const { files, problems } = await readSources(paths, system, isExcluded);
  const cluster = isCluster ? readCluster({ context, namespace }, system) : undefined;
  const plan = args.scenario === undefined ? undefined : await readPlan(args.scenario, system);
  const own = plan?.ok === true ? plan.value.manifests : [];
  const asked = cluster?.ok === true ? [{ file: CLUSTER_FILE, text: cluster.value }] : [];
  const inFolders = new Set(files.map(({ file }) => file).filter((file) => !paths.includes(file)));
  const folders = paths.filter((name) => isFolder(name, system));
  return {
    isNamed: ({ at }) =>
      !inFolders.has(at.file) && !folders.some((folder) => isInside(at.file, folder)),
    // A scenario that names its manifests need not have them repeated as arguments.
    files: paths.length === 0 && !isCluster ? own : [...files, ...asked],
    plan: plan?.ok === true ? plan.value : undefined,
    problems: [
      ...problems,
      ...(cluster?.ok === false ? cluster.problems : []),
      ...(plan?.ok === false ? plan.problems : []),
    ],
  };
}

/** Below it: a folder that was named itself is asked for by name. */
function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}

function isFolder(name: string, { cwd }: System): boolean {
  return fs.statSync(path.resolve(cwd, name), { throwIfNoEntry: false })?.isDirectory() === true;
}

/** As what the cluster says is shown; no file of that name is read or written. */
export const CLUSTER_FILE = 'cluster.json';

/** yargs 18 drops a lone `-` from a list of positionals, so it is looked up in the raw arguments. */
function pathsOf({ paths = [], scenario }: InputArguments, { argv }: System): readonly string[] {
  const isMissing = argv.includes('-') && !paths.includes('-') && scenario !== '-';
  return isMissing ? [...paths, '-'] : paths;
}
