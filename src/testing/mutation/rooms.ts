/** What is mutated together, and the tests that should notice. Paths and patterns below `src`. */
export interface MutatedRoom {
  readonly name: string;
  readonly mutate: readonly string[];
  /** Beginnings of the paths of tests. */
  readonly tests: readonly string[];
}

/**
 * Not mutated: the kinds of hop and the catalogue, which are data (each limit with its sentence and its source); a
 * mutant of a sentence says nothing. Their tests are folds over the lists.
 */
export const MUTATED_ROOMS: readonly MutatedRoom[] = [
  { name: 'wheel', mutate: ['base/timing-wheel.ts'], tests: ['base/timing-wheel'] },
  { name: 'engine', mutate: ['engine/**/*.ts'], tests: ['engine/', 'analysis/analyze.sim'] },
  {
    name: 'explain',
    mutate: ['explain/**/*.ts'],
    tests: ['explain/', 'analysis/analyze.sim', 'testing/field/', 'testing/swarm/'],
  },
  { name: 'analysis', mutate: ['analysis/**/*.ts'], tests: ['analysis/', 'report/', 'explain/'] },
  {
    name: 'path',
    mutate: ['path/*.ts'],
    tests: ['path/', 'explain/', 'check/', 'engine/', 'analysis/', 'report/plan/', 'scenario/load'],
  },
];
