import { closest } from '../base/closest.ts';
import type { Position } from '../base/problem.ts';
import type { HopProblem } from '../path/build.ts';
import type { Path } from '../path/path.ts';
import { hopKind } from '../path/vendors/all.ts';
import { readAddress, usesTls } from './address.ts';
import { buildFinalProbe, buildTraffic, trafficProblems } from './build-traffic.ts';
import type { Address, ExpectDrop, OnDrop, Target, TlsPlan } from './scenario.ts';
import type { WrittenTarget } from './schema.ts';
import type { Step } from './source-text.ts';

const OPEN_TIMEOUT_MS = 30_000;
const TOLERANCE_MS = 5_000;
const REDIAL_BASE_MS = 1_000;
const REDIAL_MAX_MS = 60_000;
const TLS_KEYS = ['server-name', 'ca', 'cert', 'key', 'insecure'] as const;

interface Context {
  readonly path: Path;
  readonly hasLab: boolean;
  readonly at: (path: readonly Step[], options?: { key?: boolean }) => Position;
}

/** One target, with all that is wrong in it. */
export function buildTarget(
  name: string,
  written: WrittenTarget,
  { path, hasLab, at }: Context,
): { readonly target?: Target; readonly problems: readonly HopProblem[] } {
  const problems: HopProblem[] = [];
  const problem = (keys: readonly Step[], message: string, hint: string) =>
    void problems.push({ at: at(['targets', name, ...keys]), message, hint });
  const read = readAddress(written);
  if (!read.ok) {
    problem(read.key === '' ? [] : [read.key], read.message, read.hint);
    return { problems };
  }
  const { address } = read;
  if (address.host === 'lab' && !hasLab) {
    problem(
      [address.transport],
      'The host lab is the embedded lab',
      'add lab: true to the scenario',
    );
  }
  for (const { key, message, hint } of trafficProblems(written, address))
    problem([key], message, hint);
  if (!usesTls(address)) {
    for (const key of TLS_KEYS) {
      if (written[key] !== undefined)
        problem([key], `${key} is for TLS`, 'tls: or wss: as the address');
    }
  }
  const via = viaOf(written, path, address);
  for (const [index, id] of (written.via ?? []).entries()) {
    if (path.hops.some((hop) => hop.id === id)) continue;
    const meant = closest(
      id,
      path.hops.map((hop) => hop.id),
    );
    problem(
      ['via', index],
      `The path has no hop "${id}"`,
      meant === undefined ? 'name a hop of path:' : `did you mean ${meant}?`,
    );
  }
  const expectDrop = expectDropOf(written, { via, problem });
  const target: Target = {
    name,
    address,
    connections: written.connections ?? 1,
    via,
    traffic: buildTraffic(written, address),
    onDrop: onDropOf(written['on-drop']),
    ...(expectDrop !== undefined && { expectDrop }),
    finalProbe: buildFinalProbe(written, address),
    openTimeoutMs: written['open-timeout'] ?? OPEN_TIMEOUT_MS,
    ...(usesTls(address) && { tls: tlsPlanOf(written, address) }),
  };
  return { target, problems };
}

/** All hops whose kind carries this transport, unless the target names its own. */
function viaOf(written: WrittenTarget, path: Path, { transport }: Address): readonly string[] {
  const named = written.via;
  return path.hops
    .filter(
      ({ id, kind }) => named?.includes(id) ?? hopKind(kind)?.carries?.includes(transport) ?? true,
    )
    .map(({ id }) => id);
}

function onDropOf(written: WrittenTarget['on-drop']): OnDrop {
  if (written === undefined || written === 'leave') return { kind: 'leave' };
  const { base = REDIAL_BASE_MS, max = REDIAL_MAX_MS } = written === 'redial' ? {} : written.redial;
  return { kind: 'redial', baseMs: base, maxMs: Math.max(base, max) };
}

function expectDropOf(
  written: WrittenTarget,
  {
    via,
    problem,
  }: {
    via: readonly string[];
    problem: (keys: readonly Step[], message: string, hint: string) => void;
  },
): ExpectDrop | undefined {
  const expected = written['expect-drop'];
  if (expected === undefined) return undefined;
  const { tolerance = TOLERANCE_MS, by } = expected;
  const idleMs = expected['at-idle'];
  const ageMs = expected['at-age'];
  if ((idleMs === undefined) === (ageMs === undefined)) {
    problem(
      ['expect-drop'],
      'An expected drop needs one time',
      'either at-idle: 900s or at-age: 3h',
    );
    return undefined;
  }
  if (by !== undefined && !via.includes(by)) {
    const meant = closest(by, via);
    const hint =
      meant === undefined
        ? `on this target’s way are ${via.join(', ') || 'no hops'}`
        : `did you mean ${meant}?`;
    problem(['expect-drop', 'by'], `The hop "${by}" is not on this target’s way`, hint);
  }
  const beats = [written.heartbeat, written.ping, written.message, written.payload];
  const fastest = Math.min(...beats.map((beat) => beat?.every ?? Infinity));
  if (idleMs !== undefined && fastest < idleMs) {
    const hint = 'speak less often than at-idle, or not at all';
    problem(
      ['expect-drop', 'at-idle'],
      'This target never is idle for so long: it speaks in between',
      hint,
    );
  }
  return {
    axis: idleMs === undefined ? 'age' : 'idle',
    atMs: idleMs ?? ageMs!,
    toleranceMs: tolerance,
    ...(by !== undefined && { by }),
  };
}

function tlsPlanOf(written: WrittenTarget, address: Address): TlsPlan {
  const { ca, cert, key, insecure = false } = written;
  return {
    serverName: written['server-name'] ?? address.host,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { certificate: cert }),
    ...(key !== undefined && { key }),
    insecure,
  };
}
