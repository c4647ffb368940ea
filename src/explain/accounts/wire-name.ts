/** A connection's name towards the other end: unique over runs, harmless in a URL, short in a log. */
export function wireName({ startedAtMs, id }: WireName): string {
  return `${Math.round(startedAtMs).toString(36)}-${id}`;
}

interface WireName {
  /** Wall clock at the start of the run. */
  readonly startedAtMs: number;
  readonly id: number;
}

/** Undefined when it is no such name. */
export function readWireName(name: string): WireName | undefined {
  const match = /^([0-9a-z]{6,9})-(\d{1,12})$/.exec(name.replace(/^soak id=/, ''));
  if (match === null) return undefined;
  return { startedAtMs: Number.parseInt(match[1]!, 36), id: Number(match[2]) };
}
