/** What another party on the way said of the end of one connection: a backend or a hop, by its own log. */
export interface FarAccount {
  /** What the client called itself (`?id=`, its first line); empty when the log does not tell. */
  readonly id: string;
  /** `10.0.0.7:40112`, the client as that party saw it; empty when the log does not tell. */
  readonly client: string;
  /** By that party's own wall clock, ms since 1970. */
  readonly endedAtMs: number;
  /** Likewise; undefined when the log does not tell how long the connection lasted. */
  readonly openedAtMs: number | undefined;
  /** Which side ended it first, as that party saw it. */
  readonly closedBy: ClosedBy;
  /** In the log's own words, short: `idle-timeout`, `sD`, `rst`. */
  readonly ending: string;
  /** What an ending of its own means, as a cause; its words say it when absent. */
  readonly means?: string;
}

/** `self`: the party itself. `client-side` and `server-side`: the way in front of it, or behind it. */
export type ClosedBy = 'self' | 'client-side' | 'server-side' | 'unknown';

/** Longer lines are no line of a log that can be joined: they are skipped before anything looks at them. */
export const LINE_LENGTH_MAX = 16_384;

const ID = /[?&]id=([0-9A-Za-z._-]{1,64})(?=[&\s"'#]|$)/;
const WORDS_MAX = 60;

/** The connection's name in a request line or URI; empty when there is none. */
export function idInRequest(text: string): string {
  return ID.exec(text)?.[1] ?? '';
}

/** Names of pods and hosts have a dash or a dot before so many letters and digits; tokens do not. */
const TOKEN = /(?=[A-Za-z+/=_]*\d)(?=\d*[A-Za-z+/=_])[\w+/=]{20,}/g;

/**
 * Words from the log of another party, made harmless and short. A log may hold tokens, and the secrets of the run
 * are not known when a report is made: what looks like a token is cut to its first characters.
 */
export function tameWords(text: string): string {
  return text
    .slice(0, LINE_LENGTH_MAX)
    .replace(/[^\x20-\x7e]/g, '')
    .replace(TOKEN, (token) => `${token.slice(0, 4)}...`)
    .slice(0, WORDS_MAX);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `22/Nov/2026:01:00:00.123 +0100`; without a zone it is taken for UTC. NaN when it is no time. */
export function readLogTime(text: string): number {
  const match =
    /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?(?: ([+-])(\d\d)(\d\d))?$/.exec(
      text,
    );
  if (match === null) return Number.NaN;
  const [, day, month, year, hour, minute, second, ms, sign, zoneHours, zoneMinutes] = match;
  const monthIndex = MONTHS.indexOf(month!);
  if (monthIndex < 0) return Number.NaN;
  const local = Date.UTC(
    Number(year),
    monthIndex,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(ms ?? 0),
  );
  if (sign === undefined) return local;
  const zoneMs = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return sign === '+' ? local - zoneMs : local + zoneMs;
}
