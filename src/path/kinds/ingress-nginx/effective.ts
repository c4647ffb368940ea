import { nginxTimeMs, secondsMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { Ingress } from '../../../objects/ingress.ts';
import { configOf, type NginxController } from './controller.ts';
import { openingEntry } from './opening.ts';
import { timeoutsEntry } from './timeouts.ts';

/** The value of one timeout as ingress-nginx reads it. */
export interface EffectiveTimeout {
  readonly ms: number;
  readonly from: 'annotation' | 'config-map' | 'default';
  /** Where it is written; absent for a default. */
  readonly field?: Field;
}

/** Timeouts that an annotation may set, in plain seconds. config.go of v1.15.1. */
export const ANNOTATION_TIMEOUTS: Readonly<Record<string, number>> = {
  'proxy-connect-timeout': openingEntry('ingress-nginx-proxy-connect-timeout').defaultMs ?? 0,
  'proxy-read-timeout': timeoutsEntry('ingress-nginx-proxy-read-timeout').defaultMs ?? 0,
  'proxy-send-timeout': timeoutsEntry('ingress-nginx-proxy-send-timeout').defaultMs ?? 0,
};

/** ConfigMap keys in nginx time syntax. config.go of v1.15.1. */
export const CONFIG_TIMES: Readonly<Record<string, number>> = {
  'proxy-stream-timeout': timeoutsEntry('ingress-nginx-proxy-stream-timeout').defaultMs ?? 0,
  'worker-shutdown-timeout': timeoutsEntry('ingress-nginx-worker-shutdown-timeout').defaultMs ?? 0,
};

/**
 * The value in force: the annotation when it is a whole number, otherwise the controller's ConfigMap,
 * otherwise the default. Anything else is silently ignored.
 */
export function annotationTimeout(
  { ingress, controller }: { ingress: Ingress; controller: NginxController },
  key: string,
): EffectiveTimeout {
  const field = ingress.annotations.get(`${controller.prefix}/${key}`);
  const ms = field?.string === undefined ? undefined : secondsMs(field.string);
  if (field !== undefined && ms !== undefined) return { ms, from: 'annotation', field };
  return globalTimeout(controller, key);
}

/** The controller's own value of a timeout that an annotation may override. */
export function globalTimeout(controller: NginxController, key: string): EffectiveTimeout {
  const field = configOf(controller, key);
  const ms = field?.text === undefined ? undefined : secondsMs(field.text);
  if (field !== undefined && ms !== undefined) return { ms, from: 'config-map', field };
  return { ms: ANNOTATION_TIMEOUTS[key] ?? 0, from: 'default' };
}

/** A ConfigMap key that nginx reads unchanged. */
export function configTime(controller: NginxController, key: string): EffectiveTimeout {
  const field = configOf(controller, key);
  const ms = field?.text === undefined ? undefined : nginxTimeMs(field.text);
  if (field !== undefined && ms !== undefined) return { ms, from: 'config-map', field };
  return { ms: CONFIG_TIMES[key] ?? 0, from: 'default' };
}

/** The intended value of an annotation, whether or not it is read: unprefixed, with a unit, or as a number. */
export function intendedTimeout(
  { ingress, controller }: { ingress: Ingress; controller: NginxController },
  key: string,
): { readonly ms: number; readonly field: Field } | undefined {
  const fields = [`${controller.prefix}/${key}`, key, `nginx.org/${key}`].map((name) =>
    ingress.annotations.get(name),
  );
  const field = fields.find((candidate) => candidate?.exists === true);
  const ms = field?.text === undefined ? undefined : nginxTimeMs(field.text);
  return field === undefined || ms === undefined ? undefined : { ms, field };
}
