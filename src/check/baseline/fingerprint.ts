import { hashOf } from '../../base/hash.ts';
import type { Finding } from '../rule.ts';
import type { Sources } from '../sources.ts';

/** What makes a finding the same one tomorrow, although lines above it came or went. */
export interface Fingerprint {
  readonly rule: string;
  readonly file: string;
  /** `Ingress default/chat`. */
  readonly object: string;
  /** Of the line that it points at, without its indentation: two findings of a rule in one object differ by it. */
  readonly line: string;
}

/** Reads the name of a file as the fingerprint has it: relative to the baseline, so that it holds in every folder. */
export type NameOf = (file: string) => string;

export function fingerprintOf(
  { rule, at, object }: Finding,
  { sources, nameOf }: { sources: Sources; nameOf: NameOf },
): Fingerprint {
  const text = at.line === 0 ? '' : (sources.line(at.file, at.line) ?? '');
  return { rule, file: nameOf(at.file), object, line: hashOf(text.trim()) };
}

export function keyOf({ rule, file, object, line }: Fingerprint): string {
  return JSON.stringify([rule, file, object, line]);
}
