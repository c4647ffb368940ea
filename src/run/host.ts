import type { Readable } from 'node:stream';

/** Everything of the process around it that a run touches, so that a program can hand in another one. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Milliseconds since 1970. */
  wallMs(): number;
  readFile(path: string): string;
}

/** Where text for people goes. */
export interface Terminal {
  write(text: string): void;
  readonly isTTY: boolean;
  /** 80 when it is not a terminal, or does not know. */
  readonly columns: number;
  readonly rows: number;
}
