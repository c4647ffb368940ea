/**
 * What a process that started soak can tell from its exit code. Documented and stable.
 *
 * A CI job tells "the system failed" (1) from "the test could not tell" (3, 4) and from "you wrote it
 * wrong" (2). No data is never 0.
 */
export const EXIT = {
  passed: 0,
  failed: 1,
  invalid: 2,
  preflight: 3,
  inconclusive: 4,
  bug: 5,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
