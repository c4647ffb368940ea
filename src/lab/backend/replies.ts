import type { Target } from '../../scenario/scenario.ts';

/** What a backend answers instead of an echo: `answer` when the received bytes contain `to`. */
export interface Reply {
  readonly to: Buffer;
  readonly answer: Buffer;
}

/** The same as plain data, for another process. */
export interface ReplyHex {
  readonly toHex: string;
  readonly answerHex: string;
}

/** The answers that the scenario's targets expect, so that a lab speaks their protocol. */
export function repliesFor(targets: readonly Target[]): readonly ReplyHex[] {
  const replies = new Map<string, string>();
  for (const { traffic, finalProbe } of targets) {
    const probes = finalProbe.kind === 'ask' ? [finalProbe.ask] : [];
    for (const { say, expect } of [...traffic.onOpen, ...traffic.beats, ...probes]) {
      if (say.kind !== 'bytes' || expect.kind !== 'bytes' || say.hex === '') continue;
      if (!replies.has(say.hex)) replies.set(say.hex, expect.hex);
    }
  }
  return [...replies].map(([toHex, answerHex]) => ({ toHex, answerHex }));
}

/** Reads what `repliesFor` wrote. */
export function repliesFromHex(replies: readonly ReplyHex[]): readonly Reply[] {
  return replies.map(({ toHex, answerHex }) => ({
    to: Buffer.from(toHex, 'hex'),
    answer: Buffer.from(answerHex, 'hex'),
  }));
}

/**
 * Reads `QUESTION=ANSWER` from a command line, with the escapes \n, \r, \t, \0, \xHH and \\; an equals
 * sign in the question is \x3d. Undefined without a question.
 */
export function readReply(text: string): Reply | undefined {
  const equals = text.indexOf('=');
  if (equals < 1) return undefined;
  return {
    to: unescapeBytes(text.slice(0, equals)),
    answer: unescapeBytes(text.slice(equals + 1)),
  };
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  '\\': '\\',
};

function unescapeBytes(text: string): Buffer {
  const parts = text.split(/(\\x[0-9a-fA-F]{2}|\\[nrt0\\])/);
  return Buffer.concat(
    parts.map((part) => {
      if (/^\\x[0-9a-fA-F]{2}$/.test(part)) return Buffer.from(part.slice(2), 'hex');
      return Buffer.from(/^\\.$/.test(part) ? (ESCAPES[part.slice(1)] ?? part) : part);
    }),
  );
}

/**
 * Answers a stream of bytes. A question may be split over two chunks, so the end of what was not
 * answered is remembered; what matches no rule is echoed chunk by chunk.
 */
export class Answerer {
  readonly #replies: readonly Reply[];
  readonly #carryMax: number;
  #carry: Buffer = Buffer.alloc(0);

  constructor(replies: readonly Reply[]) {
    this.#replies = replies;
    this.#carryMax = Math.max(0, ...replies.map(({ to }) => to.length - 1));
  }

  answer(chunk: Buffer): Buffer {
    if (this.#replies.length === 0) return chunk;
    const text = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk]);
    const answers: Buffer[] = [];
    let at = 0;
    for (let found = this.#next(text, at); found !== undefined; found = this.#next(text, at)) {
      answers.push(found.reply.answer);
      at = found.index + found.reply.to.length;
    }
    const left = text.subarray(at);
    this.#carry = Buffer.from(left.subarray(Math.max(0, left.length - this.#carryMax)));
    return answers.length === 0 ? chunk : Buffer.concat(answers);
  }

  /** The first question from `from` on; the longer one when two start at the same byte. */
  #next(text: Buffer, from: number): { readonly index: number; readonly reply: Reply } | undefined {
    let first: { readonly index: number; readonly reply: Reply } | undefined;
    for (const reply of this.#replies) {
      const index = text.indexOf(reply.to, from);
      if (index === -1) continue;
      const longer = first?.index === index && reply.to.length > first.reply.to.length;
      if (first === undefined || index < first.index || longer) first = { index, reply };
    }
    return first;
  }
}
