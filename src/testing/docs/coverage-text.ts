import fs from 'node:fs';
import path from 'node:path';
import { checkManifests } from '../../check/check.ts';
import { RULES } from '../../check/rules/all.ts';
import type { Family } from '../../path/family.ts';
import type { HopKind } from '../../path/hop-kind.ts';
import { FAMILIES } from '../../path/kinds/all.ts';

const MANIFESTS = path.resolve(import.meta.dirname, '../../../src/testing/manifests');

/** The text of `docs/coverage.md`: what is known of every kind of hop, and how it was verified. */
export function coverageText(): string {
  const rules = rulesByKind();
  const kinds = FAMILIES.flatMap((family) =>
    // soak itself is at the start of every way.
    family.kinds.filter(({ role }) => role !== 'client').map((kind) => ({ family, kind })),
  );
  return `${[
    '# What soak knows of each kind of hop',
    '',
    'Generated from the kinds (`path/kinds/`). _Ways_: what soak reads of manifests to find the kind on a way. _Limits_: what can end an open',
    'connection there, and how the figures were verified. _Events_: after which of them connections end, and which end none. _Policies_:',
    'objects that only this family reads. _Rules_: those of `soak check` whose example passes through the kind. What is not listed is not known.',
    ...kinds.flatMap(({ family, kind }) => page(kind, { family, rules: rules.get(kind.kind) })),
  ].join('\n')}\n`;
}

function page(
  kind: HopKind,
  { family, rules }: { family: Family; rules: ReadonlySet<string> | undefined },
): readonly string[] {
  const lines: readonly (readonly [string, readonly string[]])[] = [
    ['Ways', waysOf(kind, family)],
    ['Limits', limitsOf(kind)],
    ['Events', eventsOf(kind)],
    ['Capacities', [...new Set(kind.capacities?.map(({ key }) => code(key)))]],
    ['Policies', Object.keys(family.objects ?? {})],
    ['Rules', [...(rules ?? [])].sort()],
  ];
  return [
    '',
    `## ${kind.kind}`,
    '',
    `${kind.title}.`,
    '',
    ...lines
      .filter(([, words]) => words.length > 0)
      .map(([title, words]) => `- ${title}: ${words.join(', ')}.`),
    ...(kind.limits.length === 0 ? ['- Limits: none of its own.'] : []),
  ];
}

function waysOf(kind: HopKind, { balancers }: Family): readonly string[] {
  return [
    ...(kind.ingress === undefined ? [] : ['Ingress']),
    ...(kind.gateway === undefined ? [] : ['Gateway API']),
    ...(kind.routes === undefined ? [] : ['custom resources']),
    ...(kind.role === 'load-balancer' && balancers !== undefined
      ? ['Service of type LoadBalancer']
      : []),
    ...(kind.node === undefined ? [] : ['nodes']),
    ...(kind.role === 'backend' && kind.kind === 'pod' ? ['pods'] : []),
    ...(kind.pods === undefined ? [] : ['its own pods']),
  ];
}

function limitsOf({ limits }: HopKind): readonly string[] {
  const words = limits.map(({ setting, verified }) => `${code(setting)} (${trust(verified)})`);
  return [...new Set(words)];
}

function trust(verified: HopKind['limits'][number]['verified']): string {
  return verified === 'unverified' ? 'not verified' : verified;
}

function eventsOf({ limits, spares = [] }: HopKind): readonly string[] {
  const ending = new Set(limits.flatMap(({ event }) => event ?? []));
  return [...ending, ...new Set(spares.map(({ event }) => `${event} (ends none)`))];
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

/** The rules that find something in their own wrong example, by the kinds that its ways pass. */
function rulesByKind(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { id } of RULES) {
    const file = `${id.toLowerCase()}/wrong.yaml`;
    const text = fs.readFileSync(path.join(MANIFESTS, file), 'utf8');
    const { subject } = checkManifests([{ file, text }], { rules: { only: [id] } });
    const hops = subject.routes.flatMap((route) => route.hops.hops);
    for (const kind of new Set(hops.map((hop) => hop.kind)))
      found.set(kind, (found.get(kind) ?? new Set()).add(id));
  }
  return found;
}
