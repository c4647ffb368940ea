/** A position in something the user wrote. `line` and `column` count from 1; 0 means the file as a whole. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One problem in something the user wrote: where it is, what was found, and what would be valid. */
export interface Problem {
  readonly at: Position;
  /** What was attempted and what was found, without a full stop. */
  readonly message: string;
  /** What would be valid. */
  readonly hint?: string;
  /** The source line at `at.line`, for printing a caret under it. */
  readonly sourceLine?: string;
}

/** A value, or all the problems that prevent it. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed<T>(problems: readonly Problem[]): Result<T> {
  return { ok: false, problems };
}
