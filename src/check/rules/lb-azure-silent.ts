import type { Service } from '../../objects/service.ts';
import { DISABLE_RESET } from '../../path/kinds/azure/azure.ts';
import { writtenIn } from '../../path/place.ts';
import { balancedByKind } from '../balanced.ts';
import { seconds } from '../figures.ts';
import { deleteKey, type Fix, insertBefore } from '../fix.ts';
import { defaultOf, defaultText, limitFact, linesFor, rangeText } from '../limit-facts.ts';
import { placeOf } from '../places.ts';
import type { Found, Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const KIND = 'azure-lb';
const KEY = 'idle-timeout';

/** Half an hour of idle time is a heartbeat that nobody notices. */
const PROPOSED_MS = 1_800_000;

export const lbAzureSilent: Rule = {
  id: 'LB-AZURE-SILENT',
  severity: 'warning',
  title: 'Azure load balancer ends idle connections after four minutes, or forgets them silently',
  about: `By default, the Azure load balancer ends a connection that was idle for ${seconds(defaultOf(KIND, KEY))}. On a Standard balancer,
Kubernetes enables TCP reset (since 1.20), so both sides get a RST; a Service may opt out by annotation, and then
neither side is notified: the next packet is lost. The annotation of the timeout is in MINUTES, for ${rangeText(KIND, KEY)}.`,
  verified: 'documentation',
  sources: [
    'learn.microsoft.com/azure/load-balancer/load-balancer-tcp-reset',
    'kubernetes-sigs/cloud-provider-azure@7b31c76c pkg/provider/azure_loadbalancer.go:3343',
  ],
  *check(subject) {
    for (const service of balancedByKind('azure-lb-silent', subject))
      yield silent(service, subject);
    for (const service of balancedByKind('azure-lb-reset', subject))
      if (!hasTimeout(service)) yield resets(service, subject);
  },
};

function hasTimeout({ annotations, ports }: Service): boolean {
  const { place } = limitFact(KIND, KEY);
  return (
    place === undefined ||
    writtenIn(place, { annotations, port: ports[0]?.port ?? 0 }) !== undefined
  );
}

function silent(service: Service, { sources }: Subject): Found {
  const field = service.annotations.get(DISABLE_RESET);
  return {
    ...placeOf(service.object, field),
    message:
      'without TCP reset the load balancer forgets idle connections silently: neither side is notified, and the next packet is lost',
    written: field?.text ?? '',
    fix: {
      advice: 'remove the annotation, so that both sides get a RST',
      edits: field === undefined ? [] : deleteKey(sources, field),
    },
  };
}

function resets(service: Service, subject: Subject): Found {
  return {
    ...placeOf(service.object),
    message: `the load balancer resets connections that were idle for ${seconds(defaultOf(KIND, KEY))}, with a RST to both sides`,
    effective: defaultText(KIND, KEY),
    fix: fixOf(service, subject),
  };
}

function fixOf({ annotations, ports }: Service, { sources }: Subject): Fix {
  const first = [...annotations.values()][0];
  const lines = linesFor(KIND, { key: KEY, ms: PROPOSED_MS, port: ports[0]?.port ?? 0 });
  return {
    advice: `${lines.join(' ')} (minutes), and a heartbeat more often than every ${seconds(defaultOf(KIND, KEY))}`,
    edits: first === undefined ? [] : insertBefore(sources, { field: first, lines }),
  };
}
