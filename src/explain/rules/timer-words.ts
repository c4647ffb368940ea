import type { Sight } from '../../path/sight.ts';
import type { Timer } from '../../path/way.ts';
import { setSeconds } from '../words.ts';

/** `ingress proxy-read-timeout 240 s`. */
export function timerName({ hop, limit }: Timer): string {
  return `${hop.id} ${limit.setting} ${setSeconds(limit.afterMs)}`;
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
