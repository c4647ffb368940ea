import type { Inventory } from '../objects/inventory.ts';
import type { Service, ServicePort } from '../objects/service.ts';
import { hopKind } from '../path/kinds/all.ts';
import type { TransportKind } from '../path/transport.ts';
import { balancerOf } from './balancers.ts';

/** Protocols as ports are named for them, or as `appProtocol` says, in the words of IANA and of KEP-3726. */
const WEBSOCKET = ['ws', 'wss', 'websocket', 'websockets', 'kubernetes.io/ws', 'kubernetes.io/wss'];
/**
 * `tls` as the mere name of a port is not among them: it is passed through like any bytes, so plain TCP shows the same
 * limits and needs no certificate.
 */
const SECURE = [
  ...['wss', 'kubernetes.io/wss', 'https', 'grpcs'],
  ...['mqtts', 'secure-mqtt', 'amqps', 'ldaps', 'imaps', 'rediss', 'stomps', 'xmpps'],
];

/** What clients speak with one port of a Service of type LoadBalancer, as far as the Service says. */
export function transportOf(
  port: ServicePort,
  { service, inventory }: { service: Service; inventory: Inventory },
): TransportKind {
  const { listener = 'tcp', kind } = balancerOf(service, port.port, inventory) ?? {};
  const word = wordOf(port);
  const carriesRaw = hopKind(kind ?? '')?.carries?.includes('tcp') ?? true;
  const isHttp = !carriesRaw || listener.startsWith('http') || WEBSOCKET.includes(word);
  const isListenerSecure = listener === 'tls' || listener === 'https';
  const isSecure =
    isListenerSecure ||
    port.appProtocol === 'tls' ||
    (SECURE.includes(word) && !sharesPlainPort(port, service));
  if (isHttp) return isSecure ? 'wss' : 'ws';
  return isSecure ? 'tls' : 'tcp';
}

/** `appProtocol`, or the word before the first dash of the name: `mqtts-external`. */
function wordOf({ appProtocol, name }: ServicePort): string {
  return (appProtocol ?? name?.split('-')[0] ?? '').toLowerCase();
}

/** Nothing ends TLS in front of the pod, which gets the same bytes from a port without TLS: the name says nothing. */
function sharesPlainPort(port: ServicePort, { ports }: Service): boolean {
  return ports.some(
    (other) =>
      other !== port && other.targetPort === port.targetPort && !SECURE.includes(wordOf(other)),
  );
}
