import type { Field } from './field.ts';
import { annotationsOf, type ManifestObject, textsOf } from './object.ts';

/** No load balancer has this many listeners; some rules compare every port with every other. */
const PORTS_MAX = 1_000;

/** A Service. */
export interface Service {
  readonly object: ManifestObject;
  /** `ClusterIP` by default. */
  readonly type: string;
  readonly ports: readonly ServicePort[];
  readonly annotations: ReadonlyMap<string, Field>;
  readonly selector: ReadonlyMap<string, string>;
  readonly loadBalancerClass: string | undefined;
  readonly externalTrafficPolicy: Field;
  readonly healthCheckNodePort: Field;
  readonly sessionAffinity: Field;
}

export interface ServicePort {
  readonly name: string | undefined;
  readonly port: number;
  /** A number or the name of a container port; the port itself by default. */
  readonly targetPort: string;
  readonly protocol: string;
  /** `kubernetes.io/wss`, `https`. */
  readonly appProtocol: string | undefined;
  readonly field: Field;
}

export function serviceOf(object: ManifestObject): Service {
  const spec = object.root.get('spec');
  return {
    object,
    type: spec.get('type').text ?? 'ClusterIP',
    ports: spec.get('ports').items().slice(0, PORTS_MAX).flatMap(portOf),
    annotations: annotationsOf(object),
    selector: textsOf(spec.get('selector')),
    loadBalancerClass: spec.get('loadBalancerClass').text,
    externalTrafficPolicy: spec.get('externalTrafficPolicy'),
    healthCheckNodePort: spec.get('healthCheckNodePort'),
    sessionAffinity: spec.get('sessionAffinity'),
  };
}

function portOf(field: Field): readonly ServicePort[] {
  const port = field.get('port').number;
  if (port === undefined) return [];
  const targetPort = field.get('targetPort').text ?? String(port);
  const protocol = field.get('protocol').text ?? 'TCP';
  const appProtocol = field.get('appProtocol').text;
  return [{ name: field.get('name').text, port, targetPort, protocol, appProtocol, field }];
}

/** Only nodes with a ready pod get connections, and the client's address is preserved. */
export function isLocal({ externalTrafficPolicy }: Service): boolean {
  return externalTrafficPolicy.text === 'Local';
}
