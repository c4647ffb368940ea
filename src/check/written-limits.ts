import { balancerOf, providerOf } from '../manifests/balancers.ts';
import { controllerOf } from '../manifests/ingress-class.ts';
import type { Field } from '../objects/field.ts';
import type { ManifestObject } from '../objects/object.ts';
import type { LimitSpec } from '../path/hop-kind.ts';
import { hopKind } from '../path/kinds/all.ts';
import type { Notation } from '../path/notation.ts';
import { type Place, type Written, writtenIn } from '../path/place.ts';
import { nearestAllowed } from './figures.ts';
import type { Subject } from './subject.ts';

/** A limit with a range that somebody gave a value, where its kind looks for it. */
interface WrittenLimit extends Written {
  readonly object: ManifestObject;
  readonly spec: LimitSpec;
  readonly rangeMs: readonly [min: number, max: number];
  readonly notation: Notation;
  /** Whose balancer it is, when it is one of a Service. */
  readonly provider: string | undefined;
}

/** Every value in an annotation that the vendor accepts within a range only; or every value of a limit. */
export function writtenLimits(
  { world: { inventory } }: Subject,
  { withoutRange = false }: { withoutRange?: boolean } = {},
): readonly WrittenLimit[] {
  const ofServices = inventory.services.flatMap((service) =>
    service.ports.flatMap(({ port }) =>
      limitsAt(balancerOf(service, port, inventory)?.kind, {
        on: 'balancer',
        port,
        provider: providerOf(service, inventory)?.name,
        withoutRange,
        ...service,
      }),
    ),
  );
  const ofIngresses = inventory.ingresses.flatMap((ingress) =>
    limitsAt(controllerOf(ingress, inventory).kind, {
      on: 'ingress',
      port: ingress.hasTls ? 443 : 80,
      provider: undefined,
      withoutRange,
      ...ingress,
    }),
  );
  const ofBackends = inventory.ingresses.flatMap((ingress) =>
    ingress.rules.flatMap(({ serviceName }) => {
      const service = inventory.service(ingress.object.namespace, serviceName);
      const { kind } = controllerOf(ingress, inventory);
      const place = { on: 'backend', port: 0, provider: undefined, withoutRange } as const;
      return service === undefined ? [] : limitsAt(kind, { ...place, ...service });
    }),
  );
  return distinct([...ofServices, ...ofIngresses, ...ofBackends]);
}

/** True when the vendor would refuse it. */
export function isRefused({ value, rangeMs, notation }: WrittenLimit): boolean {
  const ms = notation.parse(value);
  return ms === undefined || ms < rangeMs[0] || ms > rangeMs[1];
}

/** The range in the words of its annotation: the figures as they would be written. */
export function rangeOf({ rangeMs, notation }: WrittenLimit): readonly [min: number, max: number] {
  return [
    Number.parseFloat(notation.write(rangeMs[0])),
    Number.parseFloat(notation.write(rangeMs[1])),
  ];
}

/** The nearest value that the vendor accepts, as it would be written. */
export function nearestOf(limit: WrittenLimit): string {
  const { value, rangeMs, notation } = limit;
  const ms = notation.parse(value);
  if (ms === undefined)
    return notation.write(nearestAllowed(value, rangeOf(limit)) * unitMsOf(notation));
  return notation.write(Math.min(rangeMs[1], Math.max(rangeMs[0], ms)));
}

function unitMsOf({ unit }: Notation): number {
  if (unit === 'ms') return 1;
  return unit === 'minutes' ? 60_000 : 1_000;
}

interface Annotated {
  readonly on: Place['on'];
  readonly port: number;
  readonly provider: string | undefined;
  readonly withoutRange: boolean;
  readonly object: ManifestObject;
  readonly annotations: ReadonlyMap<string, Field>;
}

/** The range of a limit that has none. */
const ANY = [0, Number.POSITIVE_INFINITY] as const;

function limitsAt(
  kind: string | undefined,
  { on, port, provider, withoutRange, object, annotations }: Annotated,
): readonly WrittenLimit[] {
  const limits = kind === undefined ? [] : (hopKind(kind)?.limits ?? []);
  return limits.flatMap((spec) => {
    const { place, rangeMs = withoutRange ? ANY : undefined } = spec;
    if (place?.on !== on || rangeMs === undefined) return [];
    const { needs, ...without } = place;
    const written = writtenIn(without, { annotations, port });
    if (written === undefined) return [];
    return [{ ...written, object, spec, rangeMs, notation: place.notation, provider }];
  });
}

/** An annotation for all ports is found at each of them. */
function distinct(limits: readonly WrittenLimit[]): readonly WrittenLimit[] {
  return [...new Map(limits.map((limit) => [limit.field, limit])).values()];
}
