import { closest } from '../base/closest.ts';
import type { Position } from '../base/problem.ts';
import { buildHop, type HopProblem, type WrittenSetting } from '../path/build.ts';
import type { Effect, Hop, Limit, Path } from '../path/path.ts';
import { HOP_KINDS, hopKind } from '../path/vendors/all.ts';
import type { Written, WrittenHop } from './schema.ts';
import type { Step } from './source-text.ts';

const ON_IDLE: Readonly<Record<NonNullable<WrittenHop['on-idle']>, Effect>> = {
  'rst-both': 'rst',
  'rst-on-next-packet': 'rst-on-next-packet',
  silent: 'silent',
  'fin-proxy': 'fin',
};

/** Keys of a hop that are no settings of its kind. */
const OWN_KEYS = ['hop', 'kind', 'on-idle', 'scaled', 'listeners', 'limits'];

type Locate = (path: readonly Step[], options?: { key?: boolean }) => Position;

/** The path of a scenario, with all that is wrong in it. */
export function buildPath(
  written: Written['path'] = [],
  at: Locate,
): { readonly path: Path; readonly problems: readonly HopProblem[] } {
  const problems: HopProblem[] = [];
  const hops: Hop[] = [];
  for (const [index, hop] of written.entries()) {
    const steps = ['path', index];
    if (hops.some(({ id }) => id === hop.hop)) {
      const message = `Two hops are named "${hop.hop}"`;
      problems.push({ at: at([...steps, 'hop']), message, hint: 'a hop’s name is unique' });
    }
    const kind = hopKind(hop.kind);
    if (kind === undefined) {
      problems.push(unknownKind(hop.kind, at([...steps, 'kind'])));
      continue;
    }
    const built = buildHop({
      id: hop.hop,
      kind,
      settings: settingsOf(hop, steps, at),
      ...(hop['on-idle'] !== undefined && { onIdle: ON_IDLE[hop['on-idle']] }),
      scaled: hop.scaled ?? false,
      extraLimits: (hop.limits ?? []).map((limit, place) =>
        extraLimit(limit, at([...steps, 'limits', place])),
      ),
    });
    hops.push(built.hop);
    problems.push(...built.problems);
  }
  return { path: { hops }, problems };
}

function unknownKind(kind: string, at: Position): HopProblem {
  const meant = closest(
    kind,
    HOP_KINDS.map((known) => known.kind),
  );
  const hint =
    meant === undefined ? 'soak catalogue lists them; custom is one too' : `did you mean ${meant}?`;
  return { at, message: `Unknown kind of hop "${kind}"`, hint };
}

function settingsOf(
  hop: WrittenHop,
  steps: readonly Step[],
  at: Locate,
): readonly WrittenSetting[] {
  const own = Object.entries(hop).filter(([key]) => !OWN_KEYS.includes(key));
  const forAll = own.map(([key, text]) => ({ key, text: String(text), at: at([...steps, key]) }));
  const perPort = Object.entries(hop.listeners ?? {}).flatMap(([port, settings]) =>
    Object.entries(settings).map(([key, text]) => ({
      key,
      text,
      at: at([...steps, 'listeners', port, key]),
      port: Number(port),
    })),
  );
  return [...forAll, ...perPort];
}

function extraLimit(written: NonNullable<WrittenHop['limits']>[number], at: Position): Limit {
  const { setting, after, event, effects = ['fin'] } = written;
  const startsAt = written['starts-at'] ?? (event === undefined ? 'last-reset' : 'event');
  return {
    setting,
    afterMs: after,
    resetBy: written['reset-by'] ?? (startsAt === 'last-reset' ? 'bytes' : 'nothing'),
    startsAt,
    ...(event !== undefined && { event }),
    effects,
    earlyMs: 250,
    lateMs: 500,
    verified: 'unverified',
    source: { kind: 'scenario', at },
  };
}
