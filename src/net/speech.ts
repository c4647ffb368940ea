import { exchangesOf } from '../scenario/exchanges.ts';
import type { Exchange, Expect, Target } from '../scenario/scenario.ts';
import { Matcher } from './matcher.ts';

/** An exchange made ready for the wire, shared by all connections of a target. */
export interface Spoken {
  readonly kind: 'bytes' | 'text' | 'ping' | 'nothing';
  readonly bytes: Buffer;
  readonly expect: Expect['kind'];
  /** With `expect: bytes` or `echo`: what to look for. */
  readonly matcher: Matcher | undefined;
  /** With `expect: echo`: the whole message. */
  readonly echo: Buffer | undefined;
}

/** What a ping carries: short, and recognizable in a capture. */
const PING = Buffer.from('soak');

export function speechOf(target: Target): readonly Spoken[] {
  return exchangesOf(target).map(spokenOf);
}

function spokenOf(exchange: Exchange): Spoken {
  const { kind, bytes } = saidBytes(exchange);
  const { expect } = exchange;
  const wanted = expect.kind === 'bytes' ? Buffer.from(expect.hex, 'hex') : bytes;
  const isLiteral = expect.kind === 'bytes' || expect.kind === 'echo';
  return {
    kind,
    bytes,
    expect: expect.kind,
    matcher: isLiteral && wanted.length > 0 ? new Matcher(wanted) : undefined,
    echo: expect.kind === 'echo' ? bytes : undefined,
  };
}

function saidBytes({ say }: Exchange): Pick<Spoken, 'kind' | 'bytes'> {
  switch (say.kind) {
    case 'bytes':
      return { kind: say.text ? 'text' : 'bytes', bytes: Buffer.from(say.hex, 'hex') };
    case 'message':
      return { kind: 'text', bytes: messageOf(say.sizeBytes) };
    case 'ping':
      return { kind: 'ping', bytes: PING };
    case 'nothing':
      return { kind: 'nothing', bytes: Buffer.alloc(0) };
  }
}

/** `soak:256:abcdefghij…`: its own length, then letters in order, so that a damaged echo is seen. */
function messageOf(sizeBytes: number): Buffer {
  const message = Buffer.alloc(sizeBytes);
  for (let index = 0; index < sizeBytes; index += 1) message[index] = 97 + (index % 26);
  message.write(`soak:${sizeBytes}:`.slice(0, sizeBytes), 0, 'latin1');
  return message;
}
