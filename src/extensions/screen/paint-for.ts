import { styleText } from 'node:util';
import { type Paint, plain } from '../../report/text/paint.ts';
import type { Host } from '../../run/host.ts';

const FORMATS = {
  good: 'green',
  bad: 'red',
  warning: 'yellow',
  strong: 'bold',
  faint: 'gray',
} as const;

/** Colours for a terminal that wants them: not in a pipe, and not under NO_COLOR or TERM=dumb. */
export function paintFor({ stdout, env }: Host): Paint {
  const { NO_COLOR = '', TERM } = env;
  if (!stdout.isTTY || NO_COLOR !== '' || TERM === 'dumb') return plain;
  return (tone, text) => styleText(FORMATS[tone], text);
}
