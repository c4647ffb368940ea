import type { Change } from '../../change.ts';
import { HAPROXY_TIME } from '../../notation.ts';

/** Gives a key of the controller's ConfigMap this value. */
export function configMapChange(key: string): (ms: number) => Change {
  return (ms) => ({
    where: "data of the controller's ConfigMap",
    key,
    text: [`${key}: "${HAPROXY_TIME.write(ms)}"`],
    manifest: { kind: 'ConfigMap', under: ['data'] },
  });
}
