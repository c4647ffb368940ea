/**
 * The exit codes. Documented and stable.
 *
 * They let a CI job distinguish "the system failed" (1) from "the test was inconclusive" (3, 4) and from "the input
 * is wrong" (2). A run without data never exits with 0.
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
