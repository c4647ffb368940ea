import type { Checked } from '../check.ts';

/** One output format for the result of a check. */
export interface Format {
  readonly name: string;
  print(checked: Checked): string;
}
