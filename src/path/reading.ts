import type { Position } from '../base/problem.ts';

/** What a path was read from, and what of it was not understood: how far what is said of it can be trusted. */
export interface PathReading {
  readonly files: number;
  readonly objects: number;
  /** Ways into the cluster, with those that were seen and not understood. */
  readonly ways: number;
  /** Those of which every proxy is known. */
  readonly understood: number;
  /** Understood ways in front of which lies something that nothing describes. */
  readonly unknownFronts: number;
  /** What was not understood, each kind once. */
  readonly notUnderstood: readonly NotUnderstood[];
  /** Objects of kinds that have nothing to do with connections. */
  readonly beside: number;
}

/** Objects of one kind, or one text. */
export interface NotUnderstood {
  /** `3 IngressRoute (traefik.io)`. */
  readonly what: string;
  readonly at: Position;
}

/** The figures in a line: `read 3 files, 12 objects; 2 of 3 ways understood`. */
export function readingLine(reading: PathReading): string {
  const { files, objects, ways, understood, unknownFronts, beside } = reading;
  const known =
    ways === 0
      ? 'no way into the cluster found'
      : `${understood} of ${counted(ways, 'way')} understood`;
  const fronts =
    unknownFronts === 0 ? '' : `; what is in front of ${unknownFronts} of them is not known`;
  const others = beside === 0 ? '' : ` (and ${beside} that do not concern connections)`;
  return `read ${counted(files, 'file')}, ${counted(objects, 'object')}${others}; ${known}${fronts}`;
}

/** What was not understood, one for each kind: `3 IngressRoute (traefik.io), routes.yaml:4`. */
export function notUnderstoodLines({ notUnderstood }: PathReading): readonly string[] {
  return notUnderstood.map(({ what, at }) => `${what}, ${place(at)}`);
}

/** Both as lines, where there is room for all: nothing where the path was written by hand. */
export function readingLines(reading: PathReading | undefined): readonly string[] {
  if (reading === undefined) return [];
  const lines = notUnderstoodLines(reading).map((line) => `not understood: ${line}`);
  return [readingLine(reading), ...lines];
}

function place({ file, line }: Position): string {
  return line === 0 ? file : `${file}:${line}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
