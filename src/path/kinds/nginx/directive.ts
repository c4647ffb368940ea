import type { Change } from '../../change.ts';
import { NGINX_TIME } from '../../notation.ts';

/** Gives a directive of a plain nginx this value. */
export function directiveChange(name: string, block: string): (ms: number) => Change {
  return (ms) => ({
    where: `${block} of nginx.conf`,
    key: name,
    text: [`${name} ${NGINX_TIME.write(ms)};`],
  });
}
