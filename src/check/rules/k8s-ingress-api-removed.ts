import type { Field } from '../../objects/field.ts';
import type { Ingress } from '../../objects/ingress.ts';
import { type Edit, insertBefore, replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import type { Sources } from '../sources.ts';
import { INGRESS_NGINX } from '../wording.ts';

const REMOVED = ['extensions/v1beta1', 'networking.k8s.io/v1beta1'];

export const k8sIngressApiRemoved: Rule = {
  id: 'K8S-INGRESS-API-REMOVED',
  severity: 'error',
  title: 'Ingress with a removed API version',
  about: `extensions/v1beta1 and networking.k8s.io/v1beta1 were removed in Kubernetes 1.22: applying the
file fails, and nothing in it takes effect. networking.k8s.io/v1 requires a pathType for each path, the backend
as service.name and service.port, and the class as spec.ingressClassName.`,
  verified: 'documentation',
  sources: [
    'Kubernetes deprecation guide, 1.22',
    `${INGRESS_NGINX} reads networking.k8s.io/v1 only`,
  ],
  *check({ world, sources }) {
    for (const ingress of world.inventory.ingresses) {
      const { apiVersion, root } = ingress.object;
      if (!REMOVED.includes(apiVersion)) continue;
      yield {
        ...placeOf(ingress.object, root.get('apiVersion')),
        message: `${apiVersion} was removed in Kubernetes 1.22: applying this fails, and nothing below takes effect`,
        written: apiVersion,
        fix: {
          advice:
            'convert it to networking.k8s.io/v1, with pathType, service.name and service.port',
          edits: port(ingress, sources),
        },
      };
    }
  },
};

/** The whole object in the new version; empty when some part cannot be changed line by line. */
function port(ingress: Ingress, sources: Sources): readonly Edit[] {
  const version = replaceValue(sources, {
    field: ingress.object.root.get('apiVersion'),
    raw: 'networking.k8s.io/v1',
  });
  const paths = ingress.rules.map(({ field }) => portPath(field, sources));
  const isWhole = version.length > 0 && paths.every((edits) => edits.length > 0);
  return isWhole ? [...version, ...paths.flat()] : [];
}

function portPath(path: Field, sources: Sources): readonly Edit[] {
  const backend = path.get('backend');
  const name = backend.get('serviceName');
  const servicePort = backend.get('servicePort');
  const nameLine = sources.line(name.at.file, name.at.line);
  const portLine = sources.line(servicePort.at.file, servicePort.at.line);
  const isUsual =
    servicePort.at.line === name.at.line + 1 &&
    /^\s*serviceName:/.test(nameLine ?? '') &&
    /^\s*servicePort:/.test(portLine ?? '');
  if (!isUsual || name.format === 'json') return [];
  const indent = ' '.repeat(name.keyAt.column - 1);
  const kind = servicePort.number === undefined ? 'name' : 'number';
  const type = path.get('pathType').exists
    ? []
    : insertBefore(sources, { field: backend, lines: ['pathType: Prefix'] });
  return [
    ...type,
    {
      file: name.at.file,
      line: name.at.line,
      removed: [nameLine ?? '', portLine ?? ''],
      added: [
        'service:',
        `  name: ${name.text}`,
        '  port:',
        `    ${kind}: ${servicePort.text}`,
      ].map((text) => indent + text),
    },
  ];
}
