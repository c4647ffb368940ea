import type { Position } from '../base/problem.ts';
import type { Field } from './field.ts';
import { groupOf } from './known-kinds.ts';

/** Objects of one kind that soak does not read: how many, and where the first is. */
export interface StrangeKind {
  readonly kind: string;
  /** The API group; empty for the core of Kubernetes. */
  readonly group: string;
  readonly count: number;
  readonly at: Position;
  /** It looks like a way into the cluster: what it names there. */
  readonly way?: StrangeWay;
}

/** What objects that look like ways into the cluster name. */
interface StrangeWay {
  readonly names: readonly string[];
  readonly hosts: readonly string[];
}

/** Collects the objects that soak does not read, by kind. */
export class Strangers {
  readonly #kinds = new Map<string, StrangeKind>();

  /** An object whose kind was read, and nothing else. */
  count(kind: string, apiVersion: string, at: Position): void {
    addTo(this.#kinds, { kind, group: groupOf(apiVersion), count: 1, at });
  }

  /** An object that was read as a whole. */
  take(root: Field, { kind, apiVersion }: { kind: string; apiVersion: string }): void {
    const way = isWayLike({ kind, group: groupOf(apiVersion) }) ? wayOf(root) : undefined;
    addTo(this.#kinds, {
      kind,
      group: groupOf(apiVersion),
      count: 1,
      at: root.at,
      ...(way && { way }),
    });
  }

  get all(): readonly StrangeKind[] {
    return [...this.#kinds.values()];
  }
}

/** Those of several texts as one list. */
export function joinStrangers(all: readonly StrangeKind[]): readonly StrangeKind[] {
  const kinds = new Map<string, StrangeKind>();
  for (const one of all) addTo(kinds, one);
  return [...kinds.values()];
}

function addTo(kinds: Map<string, StrangeKind>, one: StrangeKind): void {
  // Those of a kind that are ways are apart from those that only have its name.
  const key = `${one.kind}\n${one.group}\n${one.way !== undefined}`;
  const known = kinds.get(key);
  kinds.set(key, known === undefined ? one : joined(known, one));
}

/** Enough for a message; a cluster may have a thousand. */
const NAMES_MAX = 20;

function joined(known: StrangeKind, one: StrangeKind): StrangeKind {
  const count = known.count + one.count;
  if (known.way === undefined || one.way === undefined) return { ...known, count };
  const names = firstOf([...known.way.names, ...one.way.names]);
  const hosts = firstOf([...known.way.hosts, ...one.way.hosts]);
  return { ...known, count, way: { names, hosts } };
}

function firstOf(words: readonly string[]): readonly string[] {
  return [...new Set(words)].slice(0, NAMES_MAX);
}

/** Kinds of products that soak does not know are named as those that it does know. */
const WAY_NAMES =
  /(Route|Routes|Ingress|Proxy|RouteTCP|RouteUDP|VirtualServer|VirtualServerRoute|VirtualService|VirtualHost|TransportServer|Mapping|TCPMapping|Gateway|LoadBalancer)$/;

/** True for a kind whose objects have to be read to see whether they are ways: by its name. */
export function isWayLike({ kind, group }: { kind: string; group: string }): boolean {
  // A Service of another API group is more than a name for pods: Knative's is reached from outside.
  return WAY_NAMES.test(kind) || (kind === 'Service' && group !== '');
}

/** Policies, filters and options: what a product attaches to routes and gateways to set more than they say. */
const POLICY_NAMES = /(Policy|Filter|Option|Options|Extension|Middleware)$/;

/** True for a kind whose objects may be attached to others and set something there: by its name. */
export function isPolicyLike(kind: string): boolean {
  return POLICY_NAMES.test(kind);
}

/** What a way has and the settings of a proxy do not. */
const BACKEND_KEYS = new Set(
  'backend backends backendRefs backendRef service services serviceName upstream upstreams forwardTo destination to route routes rules template'.split(
    ' ',
  ),
);

const HOST_KEYS = new Set('host hosts hostname hostnames fqdn domain domains'.split(' '));

/** Deep enough for every known kind, and a bound for hostile texts. */
const DEPTH_MAX = 6;
const FIELDS_MAX = 2_000;

/** What an object of a routing kind says of a way; undefined when it has no backends. */
function wayOf(root: Field): StrangeWay | undefined {
  const metadata = root.get('metadata');
  const found = { hosts: new Set<string>(), hasBackend: false, fields: 0 };
  search(root.get('spec'), found, 0);
  if (!found.hasBackend) return undefined;
  const name = `${metadata.get('namespace').text ?? 'default'}/${metadata.get('name').text ?? '(no name)'}`;
  return { names: [name], hosts: firstOf([...found.hosts]) };
}

interface Search {
  readonly hosts: Set<string>;
  hasBackend: boolean;
  fields: number;
}

function search(field: Field, found: Search, depth: number): void {
  if (depth > DEPTH_MAX) return;
  for (const item of field.items()) search(item, found, depth + 1);
  for (const [key, value] of field.entries()) {
    found.fields += 1;
    if (found.fields > FIELDS_MAX) return;
    if (BACKEND_KEYS.has(key) && value.exists) found.hasBackend = true;
    for (const host of hostsIn(key, value)) found.hosts.add(host);
    search(value, found, depth + 1);
  }
}

const HOST = /^[\w*](?:[\w.*-]*[\w*])?$/;

/** Hosts by the key, or in a rule such as ``Host(`chat.example.com`) && PathPrefix(`/ws`)``. */
function hostsIn(key: string, value: Field): readonly string[] {
  if (HOST_KEYS.has(key))
    return [value, ...value.items()].flatMap(({ text }) =>
      text?.includes('.') && HOST.test(text) ? [text] : [],
    );
  if (key !== 'match' || value.text === undefined) return [];
  const rules = value.text.slice(0, 2_000).matchAll(/\b(?:Host|HostSNI)\(([^)]*)\)/g);
  return [...rules].flatMap(([, inner = '']) =>
    [...inner.matchAll(/[`"']([^`"']+)[`"']/g)].map(([, host = '']) => host),
  );
}
