import { formatDuration } from '../../base/units.ts';
import { allowsSetting, FRAME_SETTINGS, isWebSocket } from '../../path/transport.ts';
import type { Address, Beat, Exchange, Expect, FinalProbe, Say, Traffic } from '../scenario.ts';
import type { Payload } from '../schema/fields.ts';
import type {
  WrittenExchange,
  WrittenHeartbeat,
  WrittenMessage,
  WrittenTarget,
} from '../schema/target.ts';
import type { Findings } from '../text/findings.ts';
import type { Step } from '../text/source-text.ts';
import { buildAnswers } from './identity/answers.ts';
import type { TargetTemplates } from './identity/templates.ts';

const WITHIN_MS = 10_000;
const PROBE_WITHIN_MS = 3_000;
const MESSAGE_BYTES = 64;
const BEATS_MAX = 4;
const HEARTBEAT_TEXT = textPayload('soak\n');
const PROBE_TEXT = textPayload('soak-probe\n');

interface TrafficContext {
  readonly address: Address;
  /** Of the target. */
  readonly path: readonly Step[];
  readonly findings: Findings;
  readonly templates: TargetTemplates;
}

/** What the connections of a target send. */
export function buildTraffic(written: WrittenTarget, context: TrafficContext): Traffic {
  const { path, findings } = context;
  const beats = placedBeats(written, context);
  checkWords(written, context);
  checkSilence(written, beats, context);
  const listenMs = written.listen?.within;
  const answers = buildAnswers(written, {
    ...context,
    sayOf: (payload, place) => ({
      ...{ kind: 'bytes', text: payload.text },
      ...filled(payload, [...place, 'say'], context.templates),
    }),
  });
  // Listening takes the place of one repeated message.
  if (listenMs !== undefined && beats.length === BEATS_MAX)
    findings.addAtKey(
      [...path, 'listen'],
      `A connection that listens can repeat at most ${BEATS_MAX - 1} messages: found ${BEATS_MAX}`,
      'remove one, or split the target in two',
    );
  if (beats.length > BEATS_MAX)
    findings.add(
      beats[BEATS_MAX]!.path,
      `A connection can repeat at most ${BEATS_MAX} messages: found ${beats.length}`,
      'remove one, or split the target in two',
    );
  for (const { beat, path: place } of beats) checkGiveUp(beat, place, findings);
  for (const { beat, key, path: place, withinKey } of beats) {
    if (beat.expect.kind === 'none' || beat.withinMs <= beat.everyMs) continue;
    const message = `The ${key} waits ${formatDuration(beat.withinMs)} for its reply, but the next one is due after ${formatDuration(beat.everyMs)}`;
    findings.add([...place, withinKey], message, `at most ${formatDuration(beat.everyMs)}`);
  }
  const keepaliveMs = written.keepalive?.after;
  return {
    onOpen: (written['on-open'] ?? []).map((line, index) =>
      loginLine(line, { ...context, path: [...path, 'on-open', index] }),
    ),
    beats: beats.map(({ beat }) => beat),
    ...(keepaliveMs !== undefined && { keepaliveMs }),
    ...(listenMs !== undefined && { listenMs }),
    ...(answers !== undefined && { answers }),
  };
}

/** How often the reply deadline fits into the time after which a connection is given up. */
const GRACE = 3;

function giveUpMs(withinMs: number, written: number | undefined): number {
  return written ?? GRACE * withinMs;
}

/** A connection that is given up before its reply is due would be called silent when it is only slow. */
function checkGiveUp(
  { withinMs, giveUpMs: givenUpMs = withinMs }: Exchange,
  place: readonly Step[],
  findings: Findings,
): void {
  if (givenUpMs >= withinMs) return;
  const message = `A reply may take ${formatDuration(withinMs)}, but the connection is given up after ${formatDuration(givenUpMs)}`;
  findings.add([...place, 'give-up-after'], message, `at least ${formatDuration(withinMs)}`);
}

interface PlacedBeat {
  readonly key: 'heartbeat' | 'ping' | 'message' | 'payload';
  readonly path: readonly Step[];
  readonly withinKey: string;
  readonly beat: Beat;
}

function placedBeats(
  written: WrittenTarget,
  { path, address, templates }: TrafficContext,
): readonly PlacedBeat[] {
  const { heartbeat, ping, message, payload, jitter = 0 } = written;
  const several = Array.isArray(heartbeat);
  const heartbeats = heartbeat === undefined ? [] : several ? heartbeat : [heartbeat];
  const beats: PlacedBeat[] = heartbeats.map((one, index) => {
    const place = several ? [...path, 'heartbeat', index] : [...path, 'heartbeat'];
    const beat = heartbeatOf(one, { jitter, path: place, templates });
    return { key: 'heartbeat', path: place, withinKey: 'within', beat };
  });
  if (ping !== undefined && isWebSocket(address.transport)) {
    const { every } = ping;
    const withinMs = ping['pong-within'] ?? Math.min(every, WITHIN_MS);
    const say = { say: { kind: 'ping' }, expect: { kind: 'pong' } } as const;
    const beat = {
      ...say,
      withinMs,
      giveUpMs: giveUpMs(withinMs, ping['give-up-after']),
      everyMs: every,
      jitter,
    };
    beats.push({ key: 'ping', path: [...path, 'ping'], withinKey: 'pong-within', beat });
  }
  for (const [key, one] of Object.entries({ message, payload }) as ['message', WrittenMessage][]) {
    if (one !== undefined && isWebSocket(address.transport))
      beats.push({ key, path: [...path, key], withinKey: 'within', beat: messageOf(one, jitter) });
  }
  return beats;
}

function heartbeatOf(
  { every, send = HEARTBEAT_TEXT, expect = 'any', within, ...more }: WrittenHeartbeat,
  { jitter, ...place }: Place & { readonly jitter: number },
): Beat {
  const withinMs = within ?? Math.min(every, WITHIN_MS);
  return {
    say: sayOf(send, place),
    expect: expectOf(expect, place),
    withinMs,
    giveUpMs: giveUpMs(withinMs, more['give-up-after']),
    everyMs: every,
    jitter,
  };
}

function messageOf(
  { every, size = MESSAGE_BYTES, verify = 'echo', within, ...more }: WrittenMessage,
  jitter: number,
): Beat {
  const withinMs = within ?? Math.min(every, WITHIN_MS);
  return {
    say: { kind: 'message', sizeBytes: size },
    expect: { kind: verify },
    withinMs,
    giveUpMs: giveUpMs(withinMs, more['give-up-after']),
    everyMs: every,
    jitter,
  };
}

/** Rejects frames that plain TCP does not have, and two keys for one thing. */
function checkWords(written: WrittenTarget, { address, path, findings }: TrafficContext): void {
  for (const key of FRAME_SETTINGS) {
    if (written[key] === undefined || allowsSetting(address.transport, key)) continue;
    const message = `A ${key} is a WebSocket frame, and ${address.transport} has none`;
    findings.addAtKey([...path, key], message, 'heartbeat: { every: …, send: …, expect: … }');
  }
  if (written.message !== undefined && written.payload !== undefined)
    findings.addAtKey(
      [...path, 'payload'],
      'message and payload are the same setting',
      'keep message',
    );
}

function checkSilence(
  { silent }: WrittenTarget,
  beats: readonly PlacedBeat[],
  { path, findings }: TrafficContext,
): void {
  const [spoken] = beats;
  if (silent !== true || spoken === undefined) return;
  const message = `A silent target sends nothing, but this one has a ${spoken.key}`;
  findings.addAtKey([...path, 'silent'], message, 'use one or the other');
}

function loginLine(line: WrittenExchange, context: TrafficContext): Exchange {
  const { path, findings } = context;
  if (line.send === undefined && (line.expect === undefined || line.expect === 'none'))
    findings.add(path, 'A login step neither sends nor expects anything', 'add send or expect');
  const step = exchangeOf(line, { withinMs: WITHIN_MS, expect: { kind: 'none' } }, context);
  checkGiveUp(step, path, findings);
  return step;
}

/** The probe that every connection gets at the end of the hold. */
export function buildFinalProbe(
  written: WrittenTarget,
  { traffic, context }: { readonly traffic: Traffic; readonly context: TrafficContext },
): FinalProbe {
  const asked = written['final-probe'];
  if (asked === 'off') return { kind: 'off' };
  if (asked !== undefined && (asked.send !== undefined || asked.expect !== undefined)) {
    const defaults = { withinMs: PROBE_WITHIN_MS, expect: { kind: 'any' } } as const;
    const place = { ...context, path: [...context.path, 'final-probe'] };
    const ask = exchangeOf(asked, defaults, place);
    checkGiveUp(ask, place.path, context.findings);
    if (ask.expect.kind === 'none') {
      const message = 'A final probe that expects nothing proves nothing';
      context.findings.add([...context.path, 'final-probe'], message, 'expect: any, or off');
    }
    return { kind: 'ask', ask };
  }
  const withinMs = asked?.within ?? PROBE_WITHIN_MS;
  const deadlines = { withinMs, giveUpMs: giveUpMs(withinMs, asked?.['give-up-after']) };
  return defaultProbe(context.address, traffic, deadlines);
}

function defaultProbe(
  address: Address,
  { beats }: Traffic,
  deadlines: Pick<Exchange, 'withinMs' | 'giveUpMs'>,
): FinalProbe {
  if (isWebSocket(address.transport))
    return { kind: 'ask', ask: { say: { kind: 'ping' }, expect: { kind: 'pong' }, ...deadlines } };
  const [beat] = beats;
  if (beat === undefined)
    return { kind: 'ask', ask: { say: saying(PROBE_TEXT), expect: { kind: 'any' }, ...deadlines } };
  const answered = beats.find(({ expect }) => expect.kind !== 'none');
  // The target's own protocol never replies, so a probe would find every connection dead.
  if (answered === undefined) return { kind: 'off' };
  return { kind: 'ask', ask: { say: answered.say, expect: answered.expect, ...deadlines } };
}

function exchangeOf(
  { send, expect, within, ...more }: WrittenExchange,
  defaults: { readonly withinMs: number; readonly expect: Expect },
  place: Place,
): Exchange {
  const withinMs = within ?? defaults.withinMs;
  return {
    say: send === undefined ? { kind: 'nothing' } : sayOf(send, place),
    expect: expect === undefined ? defaults.expect : expectOf(expect, place),
    withinMs,
    giveUpMs: giveUpMs(withinMs, more['give-up-after']),
  };
}

/** Where an exchange is written. */
interface Place {
  readonly path: readonly Step[];
  readonly templates: TargetTemplates;
}

function saying({ hex, text }: Payload): Say {
  return { kind: 'bytes', hex, text };
}

function sayOf(payload: Payload, { path, templates }: Place): Say {
  return { kind: 'bytes', text: payload.text, ...filled(payload, [...path, 'send'], templates) };
}

function expectOf(
  written: NonNullable<WrittenExchange['expect']>,
  { path, templates }: Place,
): Expect {
  if (typeof written === 'string') return { kind: written };
  return { kind: 'bytes', ...filled(written, [...path, 'expect'], templates) };
}

/** The bytes that are meant, or what each connection fills in. */
function filled({ hex, text }: Payload, path: readonly Step[], templates: TargetTemplates) {
  if (!text) return { hex };
  const read = templates.read(Buffer.from(hex, 'hex').toString(), { path, use: 'message' });
  return typeof read === 'string' ? { hex: textPayload(read).hex } : { hex, template: read };
}

function textPayload(text: string): Payload {
  return { hex: Buffer.from(text).toString('hex'), text: true };
}
