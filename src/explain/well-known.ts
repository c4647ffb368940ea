import type { Engine, HopKind, KnownDefault, LimitSpec } from '../path/hop-kind.ts';
import { FAMILIES, HOP_KINDS } from '../path/kinds/all.ts';

/** A timeout that a hop has when nobody configured it: a hint for hops that no scenario lists. */
export interface WellKnown {
  readonly afterMs: number;
  readonly axis: 'idle' | 'age';
  readonly who: string;
  /** Kinds of hops that have it; none where it is not of a kind. */
  readonly kinds: readonly string[];
  readonly isVerified: boolean;
}

const ENGINE_TITLES: Readonly<Record<Engine, string>> = {
  nginx: 'nginx and what is built on it',
  envoy: 'Envoy and what is built on it',
  haproxy: 'HAProxy and what is built on it',
};

/** The defaults of every kind of hop, and those of hops that are no kind, by time. */
export const WELL_KNOWN: readonly WellKnown[] = merged([
  ...HOP_KINDS.flatMap(ofKind),
  ...FAMILIES.flatMap(({ known = [] }) => known.map((one) => ofNone(one))),
]).toSorted((a, b) => a.afterMs - b.afterMs);

/** Timers run late rather than early, and some only look every few seconds. */
const EARLY_SHARE = 0.01;
const LATE_SHARE = 0.02;

/** Well-known defaults of about this time. */
export function wellKnownNear(
  axis: WellKnown['axis'],
  fromMs: number,
  toMs: number,
): readonly WellKnown[] {
  return WELL_KNOWN.filter(
    (known) =>
      known.axis === axis &&
      fromMs >= known.afterMs * (1 - EARLY_SHARE) - 250 &&
      toMs <= known.afterMs * (1 + LATE_SHARE) + 1_000,
  );
}

/** One default of one kind, before those of one program are merged. */
interface Single extends WellKnown {
  /** What is built on it and has its default is named with it. */
  readonly group: string;
  readonly setting: string;
  readonly engine: Engine | undefined;
}

function ofKind(kind: HopKind): readonly Single[] {
  const limits = kind.limits.flatMap((limit) => ofLimit(limit, kind));
  const others = (kind.alsoKnown ?? []).map((one) => single(kind, one));
  return [...limits, ...others];
}

/** A grace period of pods is no timeout that a stranger on the path has; nor is one of 0 s, which acts at once. */
function ofLimit(limit: LimitSpec, kind: HopKind): readonly Single[] {
  const { defaultMs, startsAt, event, setting, reference, verified } = limit;
  if (!defaultMs || startsAt === 'stall' || event === 'backend-stop') return [];
  return [
    single(kind, {
      setting,
      afterMs: defaultMs,
      axis: startsAt === 'last-reset' ? 'idle' : 'age',
      reference,
      isVerified: verified !== 'unverified',
    }),
  ];
}

function single(
  { kind, title, engine }: HopKind,
  { setting, afterMs, axis, isVerified }: KnownDefault,
): Single {
  const group = `${axis} ${afterMs} ${engine ?? title}`;
  const who = `${title} (${setting})`;
  return { group, setting, engine, afterMs, axis, who, kinds: [kind], isVerified };
}

function ofNone({ setting, afterMs, axis, isVerified }: KnownDefault): Single {
  const group = setting;
  return { group, setting, engine: undefined, afterMs, axis, who: setting, kinds: [], isVerified };
}

/** Products on one program share its defaults: they are one suspect with several names. */
function merged(all: readonly Single[]): readonly WellKnown[] {
  const groups = new Map<string, [Single, ...Single[]]>();
  for (const one of all) {
    const members = groups.get(one.group);
    if (members === undefined) groups.set(one.group, [one]);
    else members.push(one);
  }
  return [...groups.values()].map((members) => {
    const [first] = members;
    const kinds = members.flatMap((member) => member.kinds);
    const isVerified = members.some((member) => member.isVerified);
    const titles = new Set(members.map(({ who }) => who));
    const who =
      titles.size === 1 || first.engine === undefined
        ? first.who
        : `${ENGINE_TITLES[first.engine]} (${settingsOf(members)})`;
    return {
      afterMs: first.afterMs,
      axis: first.axis,
      who: isVerified ? who : `${who}, not verified`,
      kinds,
      isVerified,
    };
  });
}

/** Their names for it; `proxy-read-timeout` and `proxy_read_timeout` are one. */
function settingsOf(members: readonly Single[]): string {
  const names = new Map(members.map(({ setting }) => [setting.replaceAll('-', '_'), setting]));
  return [...names.values()].join(', ');
}
