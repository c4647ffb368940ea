import { annotate, type Change } from '../../change.ts';
import { NGINX_TIME, WHOLE_SECONDS } from '../../notation.ts';
import { annotation } from '../../place.ts';
import { DEFAULT_PREFIX } from './controller.ts';

/** The kubelet must wait longer than the workers drain: shutdown-grace-period is 0 s, post-shutdown-grace-period 10 s. */
export const POST_SHUTDOWN_MS = 10_000;

/** Gives an annotation of ingress-nginx this value. */
export function annotationChange(name: string): (ms: number) => Change {
  const place = annotation('ingress', `${DEFAULT_PREFIX}/${name}`, { notation: WHOLE_SECONDS });
  return (ms) => annotate(place, { ms, port: 443 });
}

/** Gives a key of the controller's ConfigMap this value. */
export function configChange(name: string): (ms: number) => Change {
  return (ms) => ({
    where: "data of the controller's ConfigMap",
    key: name,
    text: [`${name}: "${NGINX_TIME.write(ms)}"`],
    manifest: { kind: 'ConfigMap', under: ['data'] },
  });
}

/** A longer drain has no effect when the kubelet kills the pod first. */
export function shutdownChange(ms: number): Change {
  return {
    ...configChange('worker-shutdown-timeout')(ms),
    also: [graceChange(ms + POST_SHUTDOWN_MS)],
  };
}

/** Gives the pods of a controller this time to stop. */
export function graceChange(ms: number): Change {
  const key = 'terminationGracePeriodSeconds';
  return {
    where: 'pod template of the controller',
    key,
    text: [`${key}: ${WHOLE_SECONDS.write(ms)}`],
    manifest: { kind: 'Deployment', under: ['spec', 'template', 'spec'] },
  };
}
