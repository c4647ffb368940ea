import type { z } from 'zod';
import { manifestPathSchema, type WrittenManifestPath } from '../schema/manifests.ts';
import { hopSchema, type WrittenHop } from '../schema/path.ts';
import { SECTIONS, scenarioSchema, type Written } from '../schema/schema.ts';
import { targetSchema, type WrittenTarget } from '../schema/target.ts';
import type { Findings } from './findings.ts';
import { addIssue } from './issues.ts';
import { type PlainValue, placeKey } from './plain-value.ts';
import type { Step } from './source-text.ts';

/**
 * The readable parts of a scenario. A part that is wrong is left out, so that the rest can still be checked
 * and all problems are reported at once.
 */
export interface Decoded {
  /** True also when the lab itself could not be read. */
  readonly hasLab: boolean;
  readonly sections: Partial<Omit<Written, 'path' | 'targets'>>;
  /** The path is read from manifests. */
  readonly manifestPath?: WrittenManifestPath;
  /** Hops by position; `undefined` where one is wrong. */
  readonly hops: readonly (WrittenHop | undefined)[];
  readonly targets: readonly (readonly [name: string, target: WrittenTarget])[];
  /** As written, whether or not the rest could be read. */
  readonly hopIds: readonly string[];
  readonly targetNames: readonly string[];
  /** Whether the section is present at all. */
  readonly hasTargets: boolean;
}

/** Reads units, words and shapes of a scenario. */
export function decodeScenario(
  { value, broken }: Pick<PlainValue, 'value' | 'broken'>,
  findings: Findings,
): Decoded {
  const parsed = scenarioSchema.safeParse(value);
  const issues = parsed.error?.issues ?? [];
  for (const issue of issues) {
    if (!broken.has(placeKey(issue.path))) addIssue(issue, { value, findings });
  }
  const isRight = (...path: readonly Step[]) =>
    !issues.some((issue) => path.every((step, depth) => issue.path[depth] === step));
  const raw = mapOf(value);
  const rawHops = Array.isArray(raw.path) ? raw.path : [];
  const manifestPath = isMap(raw.path) ? read(manifestPathSchema, raw.path) : undefined;
  const rawTargets = Object.entries(mapOf(raw.targets));
  return {
    hasLab: raw.lab !== undefined && raw.lab !== false,
    sections: sectionsOf(raw, isRight),
    ...(manifestPath !== undefined && { manifestPath }),
    hops: rawHops.map((hop: unknown, index) =>
      isRight('path', index) ? read(hopSchema, hop) : undefined,
    ),
    targets: rawTargets.flatMap(([name, target]) => {
      const written = isRight('targets', name) ? read(targetSchema, target) : undefined;
      return written === undefined ? [] : [[name, written] as const];
    }),
    hopIds: rawHops.map((hop) => wordOf(mapOf(hop).hop)),
    targetNames: rawTargets.map(([name]) => name),
    hasTargets: raw.targets !== undefined,
  };
}

/** As text; a list or a map is not text, and has already been reported. */
function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function sectionsOf(
  raw: Readonly<Record<string, unknown>>,
  isRight: (section: string) => boolean,
): Decoded['sections'] {
  const entries = Object.entries(SECTIONS)
    .filter(([key]) => key !== 'path' && key !== 'targets' && raw[key] !== undefined)
    .filter(([key]) => isRight(key))
    .map(([key, schema]) => [key, read(schema as z.ZodType, raw[key])]);
  return Object.fromEntries(entries) as Decoded['sections'];
}

function read<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  return schema.safeParse(value).data;
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {};
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
