import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import type { Problem } from '../../base/problem.ts';
import { type Checked, checkManifests, fails } from '../../check/check.ts';
import { explainRule } from '../../check/explain-rule.ts';
import { FORMATS } from '../../check/formats/all.ts';
import type { Severity } from '../../check/rule.ts';
import { RULES } from '../../check/rules/all.ts';
import type { Plan, SourceFile } from '../../check/subject.ts';
import { readCluster } from '../../run/load/kubectl.ts';
import { readSources } from '../../run/load/manifest-files.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { choice, flag, text, textOrEmpty, texts } from '../options/options.ts';
import { readPlan } from '../plan-file.ts';
import type { System } from '../system.ts';

export const command = commandOf({ configure, run });

const SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

function configure(yargs: Argv) {
  return yargs
    .usage(
      '$0 check [paths..]\n\nFind mistakes in the manifests of a path into a cluster, before any connection is opened.',
    )
    .positional('paths', {
      type: 'string',
      array: true,
      describe: 'Manifests: files, folders, or - for standard input',
    })
    .option(...text('scenario', { describe: 'Also check this scenario against the manifests' }))
    .option(
      ...choice('format', {
        choices: FORMATS.map(({ name }) => name),
        default: 'text',
        describe: 'Output format',
      }),
    )
    .option(
      ...choice('fail-on', {
        choices: SEVERITIES,
        default: 'error',
        describe: 'Exit with 1 at this severity or above',
      }),
    )
    .option(...texts('ignore', { describe: 'Rules to skip' }))
    .option(...textOrEmpty('explain', { describe: 'Explain one rule, or list all of them ("")' }))
    .option(...flag('cluster', { describe: 'Read the live cluster, through kubectl' }))
    .option(...text('context', { describe: 'kubectl context (default: the current one)' }))
    .option(...text('namespace', { describe: 'Namespace (default: all)' }))
    .example('$0 check k8s/', 'All manifests in a folder')
    .example('helm template ./chart | $0 check -', 'What a chart renders')
    .example('$0 check k8s/ --scenario night.yaml', 'Also check a scenario against them')
    .example('$0 check --scenario night.yaml', 'The manifests that the scenario names')
    .example('$0 check --cluster --namespace edge', 'What is deployed now')
    .example('$0 check --explain NGX-RETIRED', 'The reasons behind a rule');
}

type CheckArguments = ArgumentsOf<typeof configure>;

async function run(args: CheckArguments, system: System): Promise<ExitCode> {
  if (args.explain !== undefined) return explain(args.explain, system);
  const ignore = (args.ignore ?? []).map((id) => id.toUpperCase());
  const stranger = ignore.find((id) => !RULES.some((rule) => rule.id === id));
  if (stranger !== undefined)
    return refuse(system, `Cannot ignore ${stranger}: there is no such rule`);
  const read = await readInputs(args, system);
  if ('message' in read) return refuse(system, read.message);
  const { files, plan, problems } = read;
  const alsoPrinted = plan === undefined ? [] : [plan.source];
  const found = checkManifests(files, { plan: plan?.plan, ignore, alsoPrinted });
  if (files.length > 0 && found.subject.world.inventory.isEmpty && found.problems.length === 0)
    system.stderr.write(
      'soak: found no Kubernetes object that says anything about a way into the cluster\n',
    );
  const checked: Checked = { ...found, problems: [...problems, ...found.problems] };
  const format = FORMATS.find(({ name }) => name === args.format) ?? FORMATS[0]!;
  system.stdout.write(format.print(checked));
  return exitCode(checked, args);
}

function exitCode({ problems, subject, findings }: Checked, args: CheckArguments): ExitCode {
  const isEmpty = subject.world.inventory.isEmpty && subject.plan === undefined;
  // A chart that renders nothing must not look like a clean one.
  if (problems.length > 0 || isEmpty) return EXIT.invalid;
  return fails(findings, args['fail-on']) ? EXIT.failed : EXIT.passed;
}

interface Inputs {
  readonly files: readonly SourceFile[];
  readonly plan: { readonly plan: Plan; readonly source: SourceFile } | undefined;
  readonly problems: readonly Problem[];
}

async function readInputs(
  args: CheckArguments,
  system: System,
): Promise<Inputs | { readonly message: string }> {
  const paths = pathsOf(args, system);
  const isCluster = args.cluster === true || args.context !== undefined;
  if (paths.length === 0 && !isCluster && args.scenario === undefined)
    return {
      message: 'nothing to check: name files or folders, - for standard input, or --cluster',
    };
  const { files, problems } = await readSources(paths, system);
  const cluster = isCluster ? readCluster(choiceOf(args), system) : undefined;
  const plan = args.scenario === undefined ? undefined : await readPlan(args.scenario, system);
  const own = plan?.ok === true ? plan.value.manifests : [];
  const asked = cluster?.ok === true ? [{ file: 'cluster.json', text: cluster.value }] : [];
  return {
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

/** yargs 18 drops a lone `-` from a list of positionals, so it is looked up in the raw arguments. */
function pathsOf(args: CheckArguments, { argv }: System): readonly string[] {
  const paths = args.paths ?? [];
  const isMissing = argv.includes('-') && !paths.includes('-') && args.scenario !== '-';
  return isMissing ? [...paths, '-'] : paths;
}

function choiceOf({ context, namespace }: CheckArguments) {
  return { context, namespace };
}

function explain(id: string, system: System): ExitCode {
  const text = explainRule(id);
  if (text === undefined)
    return refuse(system, `Cannot explain ${id}: there is no such rule; --explain "" lists them`);
  system.stdout.write(text);
  return EXIT.passed;
}

function refuse(system: System, message: string): ExitCode {
  system.stderr.write(`soak: ${message}\n`);
  return EXIT.invalid;
}
