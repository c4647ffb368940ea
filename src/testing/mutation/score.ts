import path from 'node:path';
import type { MutantResult } from '@stryker-mutator/api/core';

/** Percent of the mutants that a test has to notice. */
export const GOAL = 85;

/** How many mutants a room's tests noticed. */
interface Score {
  readonly percent: number;
  readonly detected: number;
  readonly total: number;
  /** No test runs their code. */
  readonly unreached: number;
}

/** The score of all mutants that count: neither ignored nor impossible to compile. */
export function scoreOf(results: readonly MutantResult[]): Score {
  const detected = results.filter(
    ({ status }) => status === 'Killed' || status === 'Timeout',
  ).length;
  const unreached = results.filter(({ status }) => status === 'NoCoverage').length;
  const total = detected + survivorsOf(results).length;
  return { percent: total === 0 ? 100 : (100 * detected) / total, detected, total, unreached };
}

/** The mutants that no test noticed. */
export function survivorsOf(results: readonly MutantResult[]): readonly MutantResult[] {
  return results.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
}

/** `engine/beats.ts:12:9 ConditionalExpression -> true | if (a) {`, with the original line at the end. */
export function survivorLine(
  mutant: MutantResult,
  lineOf: (mutant: MutantResult) => string,
): string {
  const { fileName, location, mutatorName, replacement, status } = mutant;
  const place = `${path.relative('src', fileName)}:${location.start.line}:${location.start.column}`;
  const short = (replacement ?? '').replace(/\s+/g, ' ').slice(0, 80);
  const reached = status === 'NoCoverage' ? ' (no test)' : '';
  return `${place} ${mutatorName}${reached} -> ${short} | ${lineOf(mutant)}`;
}
