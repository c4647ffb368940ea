import type { Field } from './field.ts';
import { type ManifestObject, textsOf } from './object.ts';

/** Something that runs pods: a Deployment, a StatefulSet, a DaemonSet, or a single Pod. */
export interface Workload {
  readonly object: ManifestObject;
  readonly labels: ReadonlyMap<string, string>;
  readonly podSpec: Field;
  readonly replicas: number;
  readonly containers: readonly Container[];
}

interface Container {
  readonly image: string;
  /** `--flag=value`, `--flag value` and `--flag`, by flag. */
  readonly flags: ReadonlyMap<string, Flag>;
  readonly field: Field;
}

export interface Flag {
  /** `true` for a flag without a value. */
  readonly value: string;
  readonly field: Field;
}

export function workloadOf(object: ManifestObject): Workload {
  const spec = object.root.get('spec');
  const isPod = object.kind === 'Pod';
  const podSpec = isPod ? spec : spec.get('template').get('spec');
  const metadata = isPod ? object.root.get('metadata') : spec.get('template').get('metadata');
  return {
    object,
    labels: textsOf(metadata.get('labels')),
    podSpec,
    replicas: spec.get('replicas').number ?? 1,
    containers: podSpec.get('containers').items().map(containerOf),
  };
}

function containerOf(field: Field): Container {
  const words = [...field.get('command').items(), ...field.get('args').items()];
  return { image: field.get('image').text ?? '', flags: flagsOf(words), field };
}

function flagsOf(words: readonly Field[]): ReadonlyMap<string, Flag> {
  const flags = new Map<string, Flag>();
  for (const [index, field] of words.entries()) {
    const match = /^--?([a-zA-Z0-9.-]+)(?:=(.*))?$/s.exec(field.text ?? '');
    if (match === null) continue;
    const [, name = '', value] = match;
    const next = words[index + 1]?.text;
    const isPair = value === undefined && next !== undefined && !next.startsWith('-');
    flags.set(name, { value: value ?? (isPair ? next : 'true'), field });
  }
  return flags;
}

/** The Kubernetes default. */
const DEFAULT_GRACE_MS = 30_000;

/** Time from the request to stop the pod until SIGKILL. */
export function graceOf({ podSpec }: Workload): { readonly ms: number; readonly field: Field } {
  const field = podSpec.get('terminationGracePeriodSeconds');
  return { ms: field.number === undefined ? DEFAULT_GRACE_MS : field.number * 1_000, field };
}
