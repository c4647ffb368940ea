import { assert } from '../base/assert.ts';
import { isWebSocket } from '../path/transport.ts';
import { exchangesOf, firstBeatOf } from '../scenario/exchanges.ts';
import type { Exchange, Expect, Say, Target } from '../scenario/scenario.ts';
import type { Template } from '../scenario/text/template.ts';
import { Pattern } from './pattern.ts';
import type { Filled, Filling } from './sessions/filling.ts';

/** An exchange, prepared once per target: the bytes to send and the reply to wait for. */
export interface PreparedMessage {
  readonly say: 'bytes' | 'text' | 'ping' | 'nothing';
  readonly payload: Buffer;
  readonly expect: 'pattern' | 'any' | 'pong' | 'echo' | 'none';
  /** The bytes of the reply, with `pattern`, `echo` and `pong`. */
  readonly pattern: Pattern | undefined;
  /** A login step that sends nothing: the peer may send first, before the engine reaches this step. */
  readonly isAhead: boolean;
  /** What each connection fills in; the fields above then hold what does not differ. */
  readonly templates?: { readonly say?: Template; readonly expect?: Template };
}

/** The message as one connection sends it. */
export function filledMessage(
  message: PreparedMessage,
  exchange: number,
  { filling, filled }: { readonly filling: Filling; readonly filled: Filled },
): PreparedMessage {
  const { say, expect } = message.templates!;
  const payload = say === undefined ? message.payload : filling.messageOf(say, filled, exchange);
  if (expect === undefined) return { ...message, payload };
  const bytes = filling.expectedOf(expect, filled, exchange);
  // An empty cell has been refused, but a decoder may still make nothing of one.
  return bytes.length === 0
    ? { ...message, payload, expect: 'any' }
    : { ...message, payload, pattern: new Pattern(bytes) };
}

/** The messages of a target, numbered as in `exchangesOf`. */
export function preparedMessagesOf(target: Target): readonly PreparedMessage[] {
  const overWebSocket = isWebSocket(target.address.transport);
  return exchangesOf(target).map((exchange, index) =>
    preparedMessageOf(exchange, { index, overWebSocket, isLogin: index < firstBeatOf(target) }),
  );
}

interface Place {
  readonly index: number;
  readonly isLogin: boolean;
  readonly overWebSocket: boolean;
}

function preparedMessageOf({ say, expect }: Exchange, place: Place): PreparedMessage {
  assert(
    place.overWebSocket || (say.kind !== 'ping' && expect.kind !== 'pong'),
    'a ping needs a WebSocket',
  );
  const payload = payloadOf(say, place.index);
  return {
    say: manner(say),
    payload,
    expect: expect.kind === 'bytes' ? 'pattern' : expect.kind,
    pattern: patternOf(expect, payload),
    isAhead: place.isLogin && say.kind === 'nothing',
    ...templatesOf(say, expect),
  };
}

function templatesOf(say: Say, expect: Expect): Pick<PreparedMessage, 'templates'> {
  const said = say.kind === 'bytes' ? say.template : undefined;
  const expected = expect.kind === 'bytes' ? expect.template : undefined;
  if (said === undefined && expected === undefined) return {};
  const templates = {
    ...(said !== undefined && { say: said }),
    ...(expected !== undefined && { expect: expected }),
  };
  return { templates };
}

function manner(say: Say): PreparedMessage['say'] {
  switch (say.kind) {
    case 'bytes':
      return say.text ? 'text' : 'bytes';
    case 'message':
      return 'text';
    case 'ping':
      return 'ping';
    case 'nothing':
      return 'nothing';
  }
}

function payloadOf(say: Say, index: number): Buffer {
  switch (say.kind) {
    case 'bytes':
      return Buffer.from(say.hex, 'hex');
    case 'message':
      return messageBytes(say.sizeBytes);
    case 'ping':
      return Buffer.from(`soak-${index}`);
    case 'nothing':
      return Buffer.alloc(0);
  }
}

function patternOf(expect: Expect, payload: Buffer): Pattern | undefined {
  switch (expect.kind) {
    case 'bytes':
      return new Pattern(Buffer.from(expect.hex, 'hex'));
    case 'pong':
    case 'echo':
      return new Pattern(payload);
    case 'any':
    case 'none':
      return undefined;
  }
}

/** The content of a `message`: always the same for one size, printable, and recognizable in a capture. */
export function messageBytes(sizeBytes: number): Buffer {
  return Buffer.alloc(sizeBytes, `soak message of ${sizeBytes} bytes; `, 'latin1');
}
