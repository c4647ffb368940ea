import type { Checked } from '../check.ts';

/** One way to write down what a check found. */
export interface Format {
  readonly name: string;
  print(checked: Checked): string;
}
