import type { Sight } from '../../path/sight.ts';
import type { Timer } from '../../path/way.ts';
import { setSeconds } from '../words.ts';

/** Asked for each drop of a trace, and slow to put into words. */
const names = new WeakMap<Timer, string>();

/** `ingress proxy-read-timeout 240 s`. */
export function timerName(timer: Timer): string {
  const known = names.get(timer);
  if (known !== undefined) return known;
  const { hop, limit } = timer;
  const name = `${hop.id} ${limit.setting} ${setSeconds(limit.afterMs)}`;
  names.set(timer, name);
  return name;
}

/** `RST or silence`: all that a client may see of it. */
export function endsWith({ sights }: Timer): string {
  return [...new Set(sights.map(({ shape }) => SHAPES[shape]))].join(' or ');
}

const SHAPES: Readonly<Record<Sight['shape'], string>> = {
  fin: 'FIN',
  'close-notify': 'close_notify and FIN',
  rst: 'RST',
  'close-frame': 'a Close frame',
  silent: 'silence',
};
