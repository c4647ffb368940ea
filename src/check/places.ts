import type { Route } from '../manifests/route.ts';
import type { Field } from '../objects/field.ts';
import { describeObject, type ManifestObject } from '../objects/object.ts';
import {
  configOf,
  configUnread,
  type NginxController,
} from '../path/kinds/ingress-nginx/controller.ts';
import { annotationTimeout, intendedTimeout } from '../path/kinds/ingress-nginx/effective.ts';
import type { PlacedLimit } from '../path/path.ts';
import { seconds } from './figures.ts';
import { advise, type Fix, insertInto } from './fix.ts';
import type { Found } from './rule.ts';
import type { NginxPlace, Subject } from './subject.ts';
import { closedBy, targetsOf } from './target-ways.ts';

/** The position to report, and the object it is about. */
type Place = Pick<Found, 'at' | 'object'>;

/** A field of an object. */
export function placeOf(object: ManifestObject, field?: Field): Place {
  const at = field === undefined ? object.at : field.exists ? field.keyAt : field.at;
  return { at, object: describeObject(object) };
}

/** The annotation of ingress-nginx, with its prefix. */
export function nginxAnnotation(
  { ingress, controller }: NginxPlace,
  name: string,
): Field | undefined {
  return ingress.annotations.get(`${controller.prefix}/${name}`);
}

/** The controllers in use, each with one of its Ingresses to point at. */
export function controllersInUse({ nginx, controllers }: Subject): readonly {
  readonly controller: NginxController;
  readonly first: NginxPlace | undefined;
}[] {
  const used = new Set([...nginx.map(({ controller }) => controller), ...controllers]);
  return [...used].map((controller) => ({
    controller,
    first: nginx.find((place) => place.controller === controller),
  }));
}

/** Where a controller setting is or belongs: its ConfigMap, or whatever else is known of the controller. */
export function configPlace(
  { controller, first }: { controller: NginxController; first: NginxPlace | undefined },
  key: string,
): Place | undefined {
  const { configMap, workload, service } = controller;
  if (configMap !== undefined) return placeOf(configMap, configOf(controller, key));
  const object = workload?.object ?? service?.object ?? first?.ingress.object;
  return object === undefined ? undefined : placeOf(object);
}

/** `, unless the controller's ConfigMap says otherwise`, where that was not read; nothing where it was. */
export function unlessUnread(controller: NginxController): string {
  const unread = configUnread(controller);
  return unread === undefined ? '' : `, unless ${unread.what} says otherwise`;
}

/** Sets a key of the controller's ConfigMap: as an edit when the ConfigMap was read, as a snippet otherwise. */
export function configFix(
  { sources }: Subject,
  {
    controller,
    lines,
    advice,
  }: { controller: NginxController; lines: readonly string[]; advice: string },
): Fix {
  const data = controller.configMap?.root.get('data');
  const edits = data === undefined ? [] : insertInto(sources, { map: data, lines });
  if (edits.length > 0) return { advice, edits };
  return advise(advice, { where: "data of the controller's ConfigMap", lines });
}

/** The longest time that any Ingress asks for a silent connection through ingress-nginx. */
export function intendedIdleMs({ nginx }: Subject): number {
  return nginx.reduce((most, place) => Math.max(most, wantedReadMs(place)), 0);
}

/** The intended read timeout, whether or not it is in force. */
export function wantedReadMs(place: NginxPlace): number {
  const wanted = intendedTimeout(place, 'proxy-read-timeout')?.ms ?? 0;
  return Math.max(wanted, annotationTimeout(place, 'proxy-read-timeout').ms);
}

/** The idle limit of one hop of a route, when its value is known. */
export function idleLimitAt({ hops, transport }: Route, hopId: string): PlacedLimit | undefined {
  const hop = hops.hops.find(({ id }) => id === hopId);
  const limit = hop?.limits.find(
    ({ startsAt, onlyFor, maybeSetBy }) =>
      startsAt === 'last-reset' &&
      maybeSetBy === undefined &&
      (onlyFor?.includes(transport) ?? true),
  );
  return hop === undefined || limit === undefined ? undefined : { hop, limit };
}

/** True when the scenario is known, uses this route, and never lets this limit expire. */
export function isKeptAlive(route: Route, placed: PlacedLimit, subject: Subject): boolean {
  return targetsOf(route, subject).length > 0 && closedBy(placed, route, subject).length === 0;
}

/** `900 s (vendor default)` or `900 s (slb.yaml:7)`. */
export function inForce({ limit }: PlacedLimit): string {
  const { source, afterMs, verified } = limit;
  const doubt = verified === 'unverified' ? ', unverified' : '';
  if (source.kind === 'manifest' || source.kind === 'scenario')
    return `${seconds(afterMs)} (${source.at.file}:${source.at.line}${doubt})`;
  const version = source.kind === 'vendor-default' ? source.version : undefined;
  const of = version === undefined ? '' : ` of ${version}`;
  return `${seconds(afterMs)} (default${of}${doubt})`;
}

/** The routes of one Ingress. */
export function routesOfIngress({ routesBy }: Subject, { ingress }: NginxPlace): readonly Route[] {
  return routesBy.get(ingress.object) ?? [];
}
