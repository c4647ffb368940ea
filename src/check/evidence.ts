import type { Route } from '../manifests/route.ts';
import { isWebSocket } from '../path/transport.ts';
import type { Subject } from './subject.ts';
import { targetsOf } from './target-ways.ts';

/** Words by which people call a place that speaks WebSocket. */
const WORD =
  /(^|[^a-z])(wss?|websockets?|sockets?|socket\.io|engine\.io|sockjs|signalr|stomp|graphql-ws)([^a-z]|$)/i;

/** What says that WebSockets take this way: the scenario, or a name. Undefined when nothing does. */
export function webSocketSign(route: Route, subject: Subject): string | undefined {
  const target = targetsOf(route, subject).find(({ address }) => isWebSocket(address.transport));
  if (target !== undefined) return `target ${target.name}`;
  const names = [route.host, route.path, route.backend];
  return names.find((name) => name !== undefined && WORD.test(name));
}
