import type { Field } from './field.ts';
import { matchesHost } from './host.ts';
import { annotationsOf, type ManifestObject } from './object.ts';

/** An Ingress of any API version. */
export interface Ingress {
  readonly object: ManifestObject;
  readonly annotations: ReadonlyMap<string, Field>;
  /** `spec.ingressClassName`, or the older annotation. */
  readonly className: string | undefined;
  readonly rules: readonly IngressRule[];
  /** Hosts that have a certificate; a section without hosts covers the names in its certificate. */
  readonly tlsHosts: readonly string[];
  readonly hasTls: boolean;
}

/** One path of one host, and the Service behind it. */
export interface IngressRule {
  /** Any host if absent. */
  readonly host: string | undefined;
  readonly path: string;
  readonly serviceName: string | undefined;
  /** Number or name. */
  readonly servicePort: string | undefined;
  readonly field: Field;
}

export function ingressOf(object: ManifestObject): Ingress {
  const spec = object.root.get('spec');
  const annotations = annotationsOf(object);
  const tls = spec.get('tls').items();
  return {
    object,
    annotations,
    className:
      spec.get('ingressClassName').text ?? annotations.get('kubernetes.io/ingress.class')?.text,
    rules: rulesOf(spec),
    tlsHosts: tls.flatMap((section) =>
      section
        .get('hosts')
        .items()
        .map(({ text }) => text ?? ''),
    ),
    hasTls: tls.length > 0,
  };
}

function rulesOf(spec: Field): readonly IngressRule[] {
  const rules = spec
    .get('rules')
    .items()
    .flatMap((rule) =>
      rule
        .get('http')
        .get('paths')
        .items()
        .map((path) => ruleOf(path, rule.get('host').text)),
    );
  const fallback = [spec.get('defaultBackend'), spec.get('backend')].find(({ exists }) => exists);
  if (rules.length > 0 || fallback === undefined) return rules;
  return [{ ...backendOf(fallback), host: undefined, path: '/', field: fallback }];
}

function ruleOf(field: Field, host: string | undefined): IngressRule {
  return { ...backendOf(field.get('backend')), host, path: field.get('path').text ?? '/', field };
}

/** Both spellings: `service.name` of networking.k8s.io/v1, and `serviceName` of the versions before. */
function backendOf(backend: Field): Pick<IngressRule, 'serviceName' | 'servicePort'> {
  const service = backend.get('service');
  const port = service.get('port');
  return {
    serviceName: service.get('name').text ?? backend.get('serviceName').text,
    servicePort:
      port.get('number').text ?? port.get('name').text ?? backend.get('servicePort').text,
  };
}

/** True when clients of this host speak TLS to the ingress. */
export function isTls(ingress: Ingress, host: string | undefined): boolean {
  const isNamed = ingress.tlsHosts.some((name) => host === undefined || matchesHost(name, host));
  return isNamed || (ingress.hasTls && ingress.tlsHosts.length === 0);
}
