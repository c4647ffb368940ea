import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { ok, type Problem } from '../../base/problem.ts';
import { type Checked, checkManifests, fails, type RuleChoice } from '../../check/check.ts';
import type { CheckConfig } from '../../check/config/config.ts';
import { explainRule } from '../../check/explain-rule.ts';
import { FORMATS } from '../../check/formats/all.ts';
import { SEVERITIES, type Severity } from '../../check/rule.ts';
import { RULES } from '../../check/rules/all.ts';
import type { SourceFile } from '../../check/subject.ts';
import { withUnreadable } from '../../manifests/reading.ts';
import { excludedBy } from '../../run/load/excluded.ts';
import { baselineFileOf, storeBaseline, withBaseline } from '../checking/baseline-file.ts';
import { findConfig } from '../checking/config-file.ts';
import { fixFiles } from '../checking/fix-files.ts';
import { type Inputs, readInputs } from '../checking/inputs.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { choice, flag, optionalChoice, text, textOrEmpty, texts } from '../options/options.ts';
import { printProblems } from '../print-problems.ts';
import type { System } from '../system.ts';

export const command = commandOf({ configure, run });

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
      ...optionalChoice('fail-on', {
        choices: SEVERITIES,
        describe: 'Exit with 1 at this severity or above (default: error)',
      }),
    )
    .option(
      ...flag('fail-on-unreadable', {
        describe: 'Exit with 2 if anything in a folder cannot be read',
      }),
    )
    .option(...texts('ignore', { describe: 'Rules to skip: NAME, or a list NAME,NAME' }))
    .option(...texts('only', { describe: 'Only these rules: NAME, or a list NAME,NAME' }))
    .option(...text('config', { describe: 'Configuration (default: the nearest .soak.yaml)' }))
    .option(...text('baseline', { describe: 'Findings in this file do not count' }))
    .option(
      ...flag('write-baseline', {
        describe: 'Write what is found now to the baseline (default: .soak-baseline.json)',
      }),
    )
    .option(...flag('fix', { describe: 'Change the files as the findings propose' }))
    .option(...flag('dry-run', { describe: 'With --fix: print the changes as a diff' }))
    .option(...textOrEmpty('explain', { describe: 'Explain one rule, or list all of them ("")' }))
    .option(...flag('cluster', { describe: 'Read the live cluster, through kubectl' }))
    .option(...text('context', { describe: 'kubectl context (default: the current one)' }))
    .option(...text('namespace', { describe: 'Namespace (default: all)' }))
    .example('$0 check k8s/', 'All manifests in a folder')
    .example('helm template ./chart | $0 check -', 'What a chart renders')
    .example('$0 check k8s/ --scenario night.yaml', 'Also check a scenario against them')
    .example('$0 check --scenario night.yaml', 'The manifests that the scenario names')
    .example('$0 check --cluster --namespace edge', 'What is deployed now')
    .example('$0 check k8s/ --fix --dry-run', 'What could be put right by itself')
    .example('$0 check k8s/ --write-baseline', 'From now on, only new findings: --baseline')
    .example('$0 check k8s/ --only NGX-RETIRED,POD-NO-READINESS', 'Two rules')
    .example('$0 check --explain NGX-RETIRED', 'The reasons behind a rule');
}

type CheckArguments = ArgumentsOf<typeof configure>;

async function run(args: CheckArguments, system: System): Promise<ExitCode> {
  if (args.explain !== undefined) return explain(args.explain, system);
  if (args['dry-run'] === true && args.fix !== true)
    return refuse(system, '--dry-run shows what --fix would change: use both');
  const found = findConfig(args.config, system);
  if (!found.ok) return unreadable(found.problems, system);
  const { config, folder } = found.value;
  const rules = chosenRules(args, config);
  if ('stranger' in rules)
    return refuse(system, `Cannot choose ${rules.stranger}: there is no such rule`);
  const isExcluded = excludedBy([{ folder, patterns: config.exclude }], system);
  const inputs = await readInputs(args, { system, isExcluded });
  if (inputs === undefined)
    return refuse(
      system,
      'nothing to check: name files or folders, - for standard input, or --cluster',
    );
  const checked = checkInputs(inputs, { args, rules, system });
  const baseline = baselineFileOf(args, found.value, system);
  if (baseline !== undefined && args['write-baseline'] === true) {
    storeBaseline(checked, baseline);
    const count = `${checked.findings.length} ${checked.findings.length === 1 ? 'finding' : 'findings'}`;
    system.stderr.write(`soak: wrote ${count} to ${baseline.name}\n`);
  }
  const compared = baseline === undefined ? ok(checked) : withBaseline(checked, baseline, system);
  if (!compared.ok) return unreadable(compared.problems, system);
  const isDiff = args.fix === true && args['dry-run'] === true;
  const format = FORMATS.find(({ name }) => name === args.format) ?? FORMATS[0]!;
  if (!isDiff) system.stdout.write(format.print(compared.value));
  return exitCode(compared.value, {
    failOn: args['fail-on'] ?? config.failOn ?? 'error',
    isFatal: args['fail-on-unreadable'] === true ? () => true : inputs.isNamed,
  });
}

/** Checks what was read, and puts it right first where that is wanted. */
function checkInputs(
  { files, plan, problems }: Inputs,
  { args, rules, system }: { args: CheckArguments; rules: RuleChoice; system: System },
): Checked {
  const alsoPrinted = plan === undefined ? [] : [plan.source];
  const check = (texts: readonly SourceFile[]) =>
    checkManifests(texts, { plan: plan?.plan, rules, alsoPrinted });
  const isDryRun = args['dry-run'] === true;
  const checked =
    args.fix === true ? fixFiles(files, { system, isDryRun, check }).checked : check(files);
  if (files.length > 0 && checked.subject.world.inventory.isEmpty && checked.problems.length === 0)
    system.stderr.write(
      'soak: found no Kubernetes object that says anything about a way into the cluster\n',
    );
  const { subject } = checked;
  const reading = withUnreadable(subject.reading, problems);
  return {
    ...checked,
    problems: [...problems, ...checked.problems],
    subject: { ...subject, reading },
  };
}

interface ExitRule {
  readonly failOn: Severity;
  /** What cannot be read and was asked for by name; something in a folder is not in the way of the rest. */
  isFatal(problem: Problem): boolean;
}

function exitCode(
  { problems, subject, findings }: Checked,
  { failOn, isFatal }: ExitRule,
): ExitCode {
  const isEmpty = subject.world.inventory.isEmpty && subject.plan === undefined;
  // A chart that renders nothing must not look like a clean one.
  if (problems.some(isFatal) || isEmpty) return EXIT.invalid;
  // What was not read is a warning, as a way that was not understood is.
  const isIncomplete = problems.length > 0 && failOn !== 'error';
  return isIncomplete || fails(findings, failOn) ? EXIT.failed : EXIT.passed;
}

/** What the command line says wins over the configuration: a rule that is named there is on. */
function chosenRules(
  args: CheckArguments,
  { rules }: CheckConfig,
): RuleChoice | { readonly stranger: string } {
  const ignore = idsIn(args.ignore ?? []);
  const only = args.only === undefined ? undefined : idsIn(args.only);
  const stranger = [...ignore, ...(only ?? [])].find((id) => !RULES.some((rule) => rule.id === id));
  if (stranger !== undefined) return { stranger };
  const off = [...rules].filter(([id, level]) => level === 'off' && only?.includes(id) !== true);
  const severities = new Map(
    [...rules].flatMap(([id, level]) => (level === 'off' ? [] : [[id, level] as const])),
  );
  return {
    ignore: [...ignore, ...off.map(([id]) => id)],
    ...(only !== undefined && { only }),
    severities,
  };
}

/** `A,B`, or an option for each. */
function idsIn(texts: readonly string[]): readonly string[] {
  return texts
    .flatMap((words) => words.split(','))
    .map((id) => id.trim().toUpperCase())
    .filter((id) => id !== '');
}

function unreadable(problems: readonly Problem[], system: System): ExitCode {
  printProblems(problems, system);
  return EXIT.invalid;
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
