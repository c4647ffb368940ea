import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import { checkManifests } from '../../check/check.ts';
import { pathsFromManifests } from '../../manifests/paths.ts';
import { readManifests } from '../../manifests/read.ts';
import type { Change } from '../../path/change.ts';
import { changeOf } from '../../path/change-of.ts';
import type { HopKind, LimitSpec } from '../../path/hop-kind.ts';
import { HOP_KINDS, hopKind } from '../../path/kinds/all.ts';
import type { Hop } from '../../path/path.ts';
import { manifestsFor } from './kind-manifests.ts';
import type { Manifest } from './manifest.ts';

const PORT = 443;
const WANTED_MS = 10_800_000;

/** Kinds of hops whose settings no manifest holds, and which are therefore only read by people. */
const NOT_IN_MANIFESTS =
  /nginx\.conf|haproxy\.cfg|config\.yaml|static configuration|of the route or|network interface|EnvoyProxy|proxy\.istio\.io|serving\.knative\.dev|RoutePolicy|in the annotation/;

interface Case {
  readonly kind: HopKind;
  readonly spec: LimitSpec;
  readonly change: Change;
  readonly ms: number;
}

const cases: readonly Case[] = HOP_KINDS.flatMap((kind) =>
  kind.limits.flatMap((spec) => {
    const possible = changeOf(spec, { wantedMs: WANTED_MS, currentMs: 0, port: PORT });
    return possible === undefined ? [] : [{ kind, spec, ...possible }];
  }),
);

/** The change and all that has to come with it. */
function allOf(change: Change): readonly Change[] {
  return [change, ...(change.also ?? [])];
}

/** The manifests with the lines pasted where the change says. */
function pasted(manifests: readonly Manifest[], change: Change): readonly Manifest[] {
  const copy = structuredClone(manifests) as Manifest[];
  for (const { manifest, text } of allOf(change)) {
    if (manifest === undefined) continue;
    const objects = copy.filter(
      ({ kind, metadata }) =>
        kind === manifest.kind && (manifest.name === undefined || metadata.name === manifest.name),
    );
    const object = objects.find(({ metadata }) => metadata.name === 'controller') ?? objects[0];
    assert.ok(object !== undefined, `no ${manifest.kind} among the manifests`);
    paste(object, { under: manifest.under, lines: text });
  }
  return copy;
}

function paste(
  object: Manifest,
  { under, lines }: { under: readonly string[]; lines: readonly string[] },
): void {
  const text = lines.join('\n');
  let node: Record<string, unknown> = object;
  for (const step of under) {
    // A file in a ConfigMap is one text.
    if (step.includes('.yaml') || step === 'higress') {
      node[step] = `${text}\n`;
      return;
    }
    node[step] ??= {};
    node = node[step] as Record<string, unknown>;
  }
  Object.assign(node, parse(text));
}

function textOf(manifests: readonly Manifest[]): string {
  return manifests
    .map((manifest) => stringify(manifest, { defaultStringType: 'QUOTE_DOUBLE' }))
    .join('---\n');
}

/** Manifests do not say which server is in a pod, and two names of one product are one kind. */
function isOf(hop: Hop, kind: HopKind): boolean {
  return kind.role === 'backend' ? hop.role === 'backend' : hopKind(hop.kind)?.title === kind.title;
}

/** Errors and warnings of a check, each as its rule and its object. */
function complaints(text: string): readonly string[] {
  const { findings, problems } = checkManifests([{ file: 'a.yaml', text }], { plan: undefined });
  assert.deepEqual(problems, []);
  return findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ rule, object }) => `${rule} ${object}`);
}

test('every kind with a setting in a manifest says how to change it there', () => {
  const silent = HOP_KINDS.filter(({ limits }) =>
    limits.some(({ place, change }) => place !== undefined || change !== undefined),
  );
  assert.ok(silent.length >= 25, String(silent.length));
  for (const { kind, change } of cases)
    for (const one of allOf(change))
      if (one.manifest === undefined) assert.match(one.where, NOT_IN_MANIFESTS, kind.kind);
});

for (const one of cases) {
  const { kind, spec, change, ms } = one;
  if (change.manifest === undefined) continue;
  test(`soak check accepts ${change.key} as soak proposes it for ${kind.kind}, and reads it`, () => {
    const before = manifestsFor(kind);
    const after = pasted(before, change);
    const known = complaints(textOf(before));
    const changed = allOf(change).map(({ manifest }) => manifest?.kind ?? '');
    const added = complaints(textOf(after)).filter(
      (found) => !known.includes(found) && changed.some((name) => found.includes(` ${name} `)),
    );
    assert.deepEqual(added, [], textOf(after));
    const { objects } = readManifests(textOf(after), 'a.yaml');
    const limits = pathsFromManifests(objects).routes.flatMap(({ hops }) =>
      hops.hops
        .filter((hop) => isOf(hop, kind))
        .flatMap((hop) => hop.limits.filter(({ setting }) => setting === spec.setting)),
    );
    const isRead = limits.some(
      ({ afterMs, source }) => afterMs === ms && source.kind === 'manifest',
    );
    assert.ok(isRead, textOf(after));
  });
}
