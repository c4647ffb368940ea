import { goDurationMs, haproxyTimeMs, nginxTimeMs } from '../objects/durations.ts';

/** How a product writes a time: both ways, so that what soak proposes is what it would read. */
export interface Notation {
  /** For people: `s`, `minutes`. */
  readonly unit: string;
  /** Milliseconds; undefined when the product would refuse the text. */
  parse(text: string): number | undefined;
  /** Rounded up to what the product can write. */
  write(ms: number): string;
}

export const WHOLE_SECONDS: Notation = whole('s', 1_000);
export const WHOLE_MINUTES: Notation = whole('minutes', 60_000);
export const WHOLE_MILLISECONDS: Notation = whole('ms', 1);

/** nginx's time syntax, with its unit: `3600s`. */
export const NGINX_TIME: Notation = { unit: 's', parse: nginxTimeMs, write: secondsWithUnit };

/** Go's duration syntax: `3600s`, `1h`. */
export const GO_DURATION: Notation = { unit: 's', parse: goDurationMs, write: secondsWithUnit };

/** HAProxy's time syntax: `3600s`; a bare number is milliseconds. */
export const HAPROXY_TIME: Notation = { unit: 's', parse: haproxyTimeMs, write: secondsWithUnit };

function whole(unit: string, unitMs: number): Notation {
  return {
    unit,
    parse: (text) => (/^\d{1,10}$/.test(text) ? Number(text) * unitMs : undefined),
    write: (ms) => String(Math.ceil(ms / unitMs)),
  };
}

function secondsWithUnit(ms: number): string {
  return `${Math.ceil(ms / 1_000)}s`;
}
