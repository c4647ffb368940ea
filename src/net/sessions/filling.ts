import { createHmac } from 'node:crypto';
import { Prng } from '../../base/prng.ts';
import type { MemberRows } from '../../scenario/data/member-rows.ts';
import { mixed } from '../../scenario/data/pick.ts';
import type { Hole, Template, Through } from '../../scenario/text/template.ts';

/** Which connection a template is filled in for. */
export interface Filled {
  readonly slot: number;
  readonly member: number;
  readonly attempt: number;
}

export interface FillingOptions {
  /** Of the members that this process holds; none when the target takes no rows. */
  readonly rows: MemberRows | undefined;
  readonly run: string;
  readonly seed: number;
  readonly wallMs: () => number;
  /** How many exchanges a connection of the target has. */
  readonly exchanges: number;
}

/** Not an exchange: the upgrade and the handshake. */
const OPENING = -1;

/** Fills in the templates of one target. Nothing of it is kept per connection but how often each message was sent. */
export class Filling {
  readonly #options: FillingOptions;
  /** How often each exchange was sent, by slot; it goes on over redials. */
  #sent = new Float64Array(0);

  constructor(options: FillingOptions) {
    this.#options = options;
  }

  /** A text of the opening, such as a header. Its characters are bytes. */
  textOf(template: Template, filled: Filled): string {
    return this.#bytesOf(template, filled, OPENING).toString('latin1');
  }

  /** The message of an exchange, which is counted as sent. */
  messageOf(template: Template, filled: Filled, exchange: number): Buffer {
    const index = this.#indexOf(filled.slot, exchange);
    this.#sent[index]! += 1;
    return this.#bytesOf(template, filled, exchange);
  }

  /** What must come back after the message of an exchange. */
  expectedOf(template: Template, filled: Filled, exchange: number): Buffer {
    return this.#bytesOf(template, filled, exchange);
  }

  #bytesOf({ parts }: Template, filled: Filled, exchange: number): Buffer {
    return Buffer.concat(
      parts.map((part) =>
        typeof part === 'string' ? Buffer.from(part) : this.#holeOf(part, filled, exchange),
      ),
    );
  }

  #holeOf(hole: Hole, filled: Filled, exchange: number): Buffer {
    let value = this.#valueOf(hole, filled, exchange);
    for (const through of hole.through) value = this.#encoded(value, through, filled);
    return value;
  }

  #valueOf(hole: Hole, filled: Filled, exchange: number): Buffer {
    const { run, wallMs } = this.#options;
    switch (hole.from) {
      case 'data':
        return this.#cellOf(hole.column!, filled);
      case 'member':
        return Buffer.from(String(filled.member));
      case 'attempt':
        return Buffer.from(String(filled.attempt));
      case 'run':
        return Buffer.from(run);
      case 'seq':
        return Buffer.from(String(this.#sentOf(filled.slot, exchange)));
      case 'now':
        return Buffer.from(clock(wallMs(), hole.form));
      case 'random':
        return Buffer.from(this.#random(Number(hole.form ?? 8), filled, exchange).toString('hex'));
      case 'uuid':
        return Buffer.from(uuid(this.#random(16, filled, exchange)));
    }
  }

  #cellOf(column: string, { member }: Filled): Buffer {
    const rows = this.#options.rows!;
    return rows.cell(member, rows.columns.indexOf(column));
  }

  /** The same digits for the same seed, member, dial, message and number, on any number of shards. */
  #random(bytes: number, { slot, member, attempt }: Filled, exchange: number): Buffer {
    const { seed } = this.#options;
    const count = this.#sentOf(slot, exchange);
    const prng = new Prng(mixed(mixed(mixed(member, seed), attempt), exchange + 1 + count * 64));
    const drawn = Buffer.alloc(bytes);
    for (let index = 0; index < bytes; index += 1) drawn[index] = prng.index(256);
    return drawn;
  }

  #sentOf(slot: number, exchange: number): number {
    return exchange === OPENING ? 0 : this.#sent[this.#indexOf(slot, exchange)]!;
  }

  #indexOf(slot: number, exchange: number): number {
    const index = slot * this.#options.exchanges + exchange;
    if (index >= this.#sent.length) {
      const larger = new Float64Array(Math.max(index + 1, this.#sent.length * 2, 1_024));
      larger.set(this.#sent);
      this.#sent = larger;
    }
    return index;
  }

  #encoded(value: Buffer, { encoder, key }: Through, filled: Filled): Buffer {
    switch (encoder) {
      case 'json':
        return Buffer.from(JSON.stringify(value.toString()).slice(1, -1));
      case 'url':
        return Buffer.from(encodeURIComponent(value.toString()));
      case 'base64':
      case 'base64url':
      case 'hex':
        return Buffer.from(value.toString(encoder));
      case 'from-base64':
        return Buffer.from(value.toString('latin1'), 'base64');
      case 'from-hex':
        return Buffer.from(value.toString('latin1'), 'hex');
      case 'hmac-sha1':
      case 'hmac-sha256':
      case 'hmac-sha512':
        return createHmac(encoder.slice('hmac-'.length), this.#cellOf(key!, filled))
          .update(value)
          .digest();
    }
  }
}

function clock(wallMs: number, form: string | undefined): string {
  if (form === 's') return String(Math.floor(wallMs / 1_000));
  return form === 'iso' ? new Date(wallMs).toISOString() : String(Math.floor(wallMs));
}

/** Version 4 (RFC 9562 section 5.4). */
function uuid(bytes: Buffer): string {
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
