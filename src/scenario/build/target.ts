import { formatSeconds, quoted } from '../../base/units.ts';
import { hopsOnTheWay } from '../../path/build.ts';
import { fateOf } from '../../path/fate.ts';
import { isSecure, TRANSPORT_KINDS } from '../../path/transport.ts';
import { isAge, type Way, wayOf } from '../../path/way.ts';
import { expectsDrop } from '../hold.ts';
import type { Address, ExpectDrop, OnDrop, Target } from '../scenario.ts';
import type { WrittenTarget } from '../schema/target.ts';
import { type Findings, hintFor } from '../text/findings.ts';
import type { Surroundings } from '../text/references.ts';
import type { Step } from '../text/source-text.ts';
import { readAddress } from './address.ts';
import { checkHeaders } from './headers.ts';
import type { Sources } from './identity/data.ts';
import type { RowDealer } from './identity/each.ts';
import { fillAddress, fillServerName } from './identity/filled-address.ts';
import { checkCells, TargetTemplates } from './identity/templates.ts';
import type { KnownWay } from './manifest-path.ts';
import type { PlacedHop } from './path.ts';
import { buildTls } from './tls.ts';
import { buildFinalProbe, buildTraffic } from './traffic.ts';
import { addressOfWay, viaOfWay } from './ways.ts';

const OPEN_TIMEOUT_MS = 30_000;
const REDIAL_BASE_MS = 1_000;
const REDIAL_MAX_MS = 60_000;

/** What a target is checked against. */
interface TargetContext {
  readonly hops: readonly PlacedHop[];
  /** Ids of all hops, including those that could not be read. */
  readonly hopIds: readonly string[];
  /** The ways in the manifests, if the path is read from them. */
  readonly ways?: readonly KnownWay[] | undefined;
  readonly hasLab: boolean;
  readonly sources: Sources;
  readonly dealer: RowDealer;
  readonly seed: number;
  readonly findings: Findings;
  readonly surroundings: Surroundings;
}

/** One target; its problems go to the findings. */
export function buildTarget(
  name: string,
  written: WrittenTarget,
  context: TargetContext,
): Target | undefined {
  const path = ['targets', name];
  const { hops, hopIds, hasLab, ways, findings } = context;
  const { sources, seed } = context;
  const each = context.dealer.eachOf(name, written);
  const templates = new TargetTemplates(name, { each, sources, findings });
  const bare = addressOf(written, { path, hasLab, ways, findings });
  if (bare === undefined) return undefined;
  const address = fillAddress(bare, { templates, path });
  checkHeaders(written, { address, path, findings });
  const isRead = ways !== undefined && written.via === undefined && written.way === undefined;
  const via = isRead
    ? viaOfWay(address, ways, { path, hasLab, findings })
    : viaOf(written, { hops, ways, address });
  for (const [index, id] of (written.via ?? []).entries()) {
    const message = `Cannot send ${quoted(name)} via ${quoted(id)}: the path has no such hop`;
    findings.addUnless(hopIds, [...path, 'via', index], { name: id, message });
  }
  const traffic = buildTraffic(written, { address, path, findings, templates });
  const tls = fillServerName(buildTls(written, { ...context, address, path }), { templates, path });
  const expectDrop = expectDropOf(written, {
    way: wayOf({ hops: hops.map(({ hop }) => hop) }, { address, via, traffic }),
    hopIds: written.via ?? (hops.length === hopIds.length ? via : hopIds),
    path,
    findings,
  });
  const target: Target = {
    name,
    address,
    connections: written.connections ?? 1,
    via,
    traffic,
    onDrop: onDropOf(written['on-drop'], { path, findings }),
    ...(expectDrop !== undefined && { expectDrop }),
    finalProbe: buildFinalProbe(written, {
      traffic,
      context: { address, path, findings, templates },
    }),
    openTimeoutMs: written['open-timeout'] ?? OPEN_TIMEOUT_MS,
    ...(isSecure(address.transport) && { tls }),
    ...(written.identify === true && { identify: true }),
    ...(each !== undefined && { each }),
    ...(written.replaces !== undefined && { replaces: written.replaces }),
  };
  checkCells(target, templates.used, { sources, seed, findings });
  return target;
}

interface Place {
  readonly path: readonly Step[];
  readonly findings: Findings;
}

function addressOf(
  written: WrittenTarget,
  { path, hasLab, ways, findings }: Place & Pick<TargetContext, 'hasLab' | 'ways'>,
): Address | undefined {
  const isAlone = TRANSPORT_KINDS.every((key) => written[key] === undefined);
  if (written.way !== undefined && isAlone && ways !== undefined)
    return addressOfWay(written, ways, { path, hasLab, findings });
  if (written.way !== undefined) {
    const message = `Cannot use way here: ${isAlone ? 'the path is not read from manifests' : 'the target has an address too'}`;
    findings.add([...path, 'way'], message, 'way: with path: { manifests: […] }, or an address');
    return undefined;
  }
  const read = readAddress(written);
  if (!read.ok) {
    const place = read.key === undefined ? path : [...path, read.key];
    const message = `Cannot use the target ${quoted(String(path[1]))}: ${read.message}`;
    if (read.key === undefined) findings.addAtKey(place, message, read.hint);
    else findings.add(place, message, read.hint);
    return undefined;
  }
  const { value } = read;
  if (value.host === 'lab' && !hasLab) {
    const message = 'The host "lab" is the path on this machine, but this scenario has no lab';
    findings.add([...path, value.transport], message, 'add lab: true to the scenario');
  }
  return value;
}

function viaOf(
  { via, way }: WrittenTarget,
  { hops, ways = [], address }: Pick<TargetContext, 'hops' | 'ways'> & { address: Address },
): readonly string[] {
  const known = ways.find(({ route }) => route.name === way);
  if (via === undefined && known !== undefined) return known.via;
  if (via !== undefined) return hops.map(({ hop }) => hop.id).filter((id) => via.includes(id));
  const passed = hops.map(({ hop, carries }) => ({ id: hop.id, carries }));
  return hopsOnTheWay(passed, address.transport);
}

function onDropOf(written: WrittenTarget['on-drop'], { path, findings }: Place): OnDrop {
  if (written === undefined || written === 'leave') return { kind: 'leave' };
  const { base, max } = written === 'redial' ? {} : written.redial;
  const baseMs = base ?? Math.min(REDIAL_BASE_MS, max ?? REDIAL_BASE_MS);
  const maxMs = max ?? Math.max(REDIAL_MAX_MS, baseMs);
  if (maxMs < baseMs) {
    const place = [...path, 'on-drop', 'redial', 'max'];
    const message = 'The maximum wait before a redial is shorter than the base';
    findings.add(place, message, `at least ${formatSeconds(baseMs)}`);
  }
  return { kind: 'redial', baseMs, maxMs };
}

function expectDropOf(
  written: WrittenTarget,
  {
    way,
    hopIds,
    path,
    findings,
  }: Place & { readonly way: Way; readonly hopIds: readonly string[] },
): ExpectDrop | undefined {
  const expected = written['expect-drop'];
  if (expected === undefined) return undefined;
  const place = [...path, 'expect-drop'];
  const idleMs = expected['at-idle'];
  const atMs = idleMs ?? expected['at-age'];
  if (atMs === undefined || (idleMs !== undefined && expected['at-age'] !== undefined)) {
    const found = atMs === undefined ? 'neither at-idle nor at-age' : 'both at-idle and at-age';
    findings.addAtKey(
      place,
      `An expected drop needs exactly one time: found ${found}`,
      'at-idle: 900s',
    );
    return undefined;
  }
  const { by, tolerance = toleranceFor(atMs) } = expected;
  if (by !== undefined && !hopIds.includes(by)) {
    const message = `Cannot expect a drop by ${quoted(by)}: it is not on the way of this target`;
    findings.add([...place, 'by'], message, hintFor(by, hopIds));
  }
  const expectDrop: ExpectDrop = {
    axis: idleMs === undefined ? 'age' : 'idle',
    atMs,
    toleranceMs: tolerance,
    ...(by !== undefined && { by }),
  };
  if (idleMs !== undefined) checkIdle(expectDrop, way, { path: place, findings });
  return expectDrop;
}

function toleranceFor(atMs: number): number {
  return Math.min(15_000, Math.max(1_000, atMs * 0.02));
}

/**
 * A silence that the target's own traffic prevents. Where the path lists the limit, that limit's timer
 * counts: TCP keep-alive restarts that of a load balancer, but not that of the ingress behind it.
 */
function checkIdle(expectDrop: ExpectDrop, way: Way, { path, findings }: Place): void {
  const { beats } = way.target.traffic;
  const meant = way.timers.filter((timer) => !isAge(timer) && expectsDrop({ expectDrop }, timer));
  const fates = meant.map((timer) => fateOf(timer, way.target.traffic, { holdMs: Infinity }));
  const shortestMs = Math.min(...beats.map(({ everyMs }) => everyMs));
  const [first] = fates;
  const isKept = fates.every(({ kind }) => kind === 'restarted');
  if (first === undefined ? shortestMs > expectDrop.atMs : !isKept) return;
  const isProbe = first?.kind === 'restarted' && first.by === 'keepalive';
  const everyMs = first?.kind === 'restarted' ? first.everyMs : shortestMs;
  const what = `${isProbe ? 'TCP keep-alive' : 'what this target sends'} every ${formatSeconds(everyMs)}`;
  const message = `Cannot expect a drop after ${formatSeconds(expectDrop.atMs)} of silence: ${what} restarts that timer`;
  findings.add([...path, 'at-idle'], message, 'make it silent, or send less often');
}
