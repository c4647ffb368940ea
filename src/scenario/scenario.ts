import type { FaultName } from '../path/faults/all.ts';
import type { FaultOrder } from '../path/faults/fault-kind.ts';
import type { Path, PathEvent } from '../path/path.ts';
import { isWebSocket, type RawTransport, type WebSocketTransport } from '../path/transport.ts';
import type { DataSource, EachRow } from './data/source.ts';
import type { CountedFigure } from './figures/target-figures.ts';
import type { Latency, RECOVERY } from './figures/times.ts';
import type { FilledUpgrade, Template } from './text/template.ts';

/** A scenario after decoding, with defaults, units and secrets; plain data, for shard processes and (masked) journals. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly seed: number;
  readonly path: Path;
  readonly targets: readonly Target[];
  /** Files whose rows are given to connections; none if absent. Without the rows, which are secret. */
  readonly data?: readonly DataSource[];
  readonly load: Load;
  readonly source: Source;
  readonly thresholds: readonly Threshold[];
  readonly events: readonly PlannedEvent[];
  readonly watchedCluster?: WatchedCluster;
  readonly report: ReportPlan;
  /** Hosts, `*.domain`, addresses and subnets that may get any number of connections without confirmation. */
  readonly allow?: readonly string[];
  readonly abortWhen?: AbortWhen;
  readonly lab?: LabPlan;
}

/** A group of identical connections: where they go, what they send, and what should happen to them. */
export interface Target {
  readonly name: string;
  readonly address: Address;
  /** 1 to 1,000,000, over all shards. */
  readonly connections: number;
  /** Ids of the hops on its way, in path order. */
  readonly via: readonly string[];
  readonly traffic: Traffic;
  readonly onDrop: OnDrop;
  readonly expectDrop?: ExpectDrop;
  readonly finalProbe: FinalProbe;
  /** From dial to opened (address lookup, TCP, TLS, upgrade and login together). */
  readonly openTimeoutMs: number;
  readonly tls?: TlsPlan;
  /** Each connection sends its name to the other end: `?id=` on a WebSocket, a first line on TCP. */
  readonly identify?: boolean;
  /** Each member has a row of a data source. */
  readonly each?: EachRow;
  /** Name of the target whose way this one replaces: reports compare the two. */
  readonly replaces?: string;
}

export type Address =
  | { readonly transport: RawTransport; readonly host: string; readonly port: number }
  | WebSocketAddress;

interface WebSocketAddress {
  readonly transport: WebSocketTransport;
  readonly host: string;
  readonly port: number;
  /** Path and query, from `/`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly subprotocols: readonly string[];
  /** What each connection fills in for itself; the fields above then hold it as written. */
  readonly filled?: FilledUpgrade;
}

export function isWebSocketAddress(address: Address): address is WebSocketAddress {
  return isWebSocket(address.transport);
}

export interface TlsPlan {
  /** SNI, and the name that the certificate must contain. */
  readonly serverName: string;
  /** The same, where each connection has its own. */
  readonly filledServerName?: Template;
  /** PEM; the machine's own authorities if absent. */
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** The oldest accepted version; the TLS library's default if absent. */
  readonly versionMin?: 'TLSv1.2' | 'TLSv1.3';
  /** Protocols to offer, in this order (RFC 7301). */
  readonly alpn?: readonly string[];
  /** Later dials of a target resume the session of an earlier one, without a full handshake. */
  readonly resume?: boolean;
  /** The certificate is not verified, and every report says so. */
  readonly insecure: boolean;
}

export interface Traffic {
  /** The login: sent in order right after the open; each step waits for its reply. */
  readonly onOpen: readonly Exchange[];
  /** Repeated messages. At most 4, so that a connection's state stays small. */
  readonly beats: readonly Beat[];
  /** The peer must send something at least this often, whatever it is. */
  readonly listenMs?: number;
  /** Answers to messages of the peer; only on WebSockets. */
  readonly answers?: readonly Answer[];
  /** Idle time before TCP keep-alive; off if absent, because keep-alive restarts the timers under test. */
  readonly keepaliveMs?: number;
}

/** One message that a connection sends, and the reply that it waits for. */
export interface Exchange {
  readonly say: Say;
  readonly expect: Expect;
  /** Reply deadline, from the intended send time: a reply after it is late. */
  readonly withinMs: number;
  /** A connection that has not replied by then is given up. Absent in old journals: then it is `withinMs`. */
  readonly giveUpMs?: number;
}

/** What to send when a message of the peer contains these bytes, or is them. */
export interface Answer {
  readonly hex: string;
  readonly isWhole: boolean;
  readonly say: Extract<Say, { kind: 'bytes' }>;
}

export interface Beat extends Exchange {
  readonly everyMs: number;
  /** 0 to 0.5: each period is drawn from every x (1 - jitter) to every x (1 + jitter). */
  readonly jitter: number;
}

export type Say =
  /** `hex` as raw bytes on TCP and TLS; as one message on WebSocket, a text message when `text` is true. */
  | {
      readonly kind: 'bytes';
      readonly hex: string;
      readonly text: boolean;
      /** What each connection fills in; `hex` is then the text as written. */
      readonly template?: Template;
    }
  | { readonly kind: 'ping' }
  | { readonly kind: 'message'; readonly sizeBytes: number }
  | { readonly kind: 'nothing' };

export type Expect =
  /** These bytes, anywhere in the data that arrives after the send. */
  | { readonly kind: 'bytes'; readonly hex: string; readonly template?: Template }
  | { readonly kind: 'any' }
  | { readonly kind: 'pong' }
  /** Exactly the bytes of the message that was sent. */
  | { readonly kind: 'echo' }
  | { readonly kind: 'none' };

export type OnDrop =
  | { readonly kind: 'leave' }
  /** Full jitter: the wait is drawn from 0 to min(maxMs, baseMs x 2^attempt). */
  | { readonly kind: 'redial'; readonly baseMs: number; readonly maxMs: number };

/** The drop that this target is meant to have. */
export interface ExpectDrop {
  readonly axis: 'idle' | 'age';
  readonly atMs: number;
  readonly toleranceMs: number;
  /** Hop id. */
  readonly by?: string;
}

export type FinalProbe =
  | { readonly kind: 'off' }
  | { readonly kind: 'ask'; readonly ask: Exchange };

export interface Load {
  /** Linear from the previous share (0 at the start) to `share` of each target's connections, 0 to 1. */
  readonly stages: readonly Stage[];
  /** Closing at the end is spread over this time. */
  readonly drainMs: number;
  /** Maximum number of dials in progress at once, in the whole run. */
  readonly openingMax: number;
  /** Maximum number of dials per second in the whole run, including redials; no limit if absent. */
  readonly dialsPerSecondMax?: number;
}

export interface Stage {
  readonly durationMs: number;
  readonly share: number;
}

export interface Source {
  /** Local addresses to dial from; the kernel chooses if empty. */
  readonly addresses: readonly string[];
  /** Local ports that soak allocates itself, both ends included; the kernel's range if absent. */
  readonly ports?: readonly [first: number, last: number];
}

/** `drops < 0.1% with 95% confidence`, for one target or for all. */
export interface Threshold {
  /** As the user wrote it: unique, and the name of the case in JUnit. */
  readonly expression: string;
  readonly metric: ThresholdMetric;
  readonly operator: '<' | '<=' | '==' | '>' | '>=';
  /** In the metric's own unit: a count, a share 0 to 1, ms, or drops per 1,000 connection-hours. */
  readonly value: number;
  readonly unit: 'count' | 'share' | 'ms' | 'per-1000-h';
  /** 0.95 for 95 %: the whole one-sided interval must pass. */
  readonly confidence?: number;
  /** Target name; all targets if absent. */
  readonly target?: string;
  readonly abort: boolean;
}

export type ThresholdMetric =
  | CountedFigure
  | typeof RECOVERY.name
  | { readonly latency: Latency; readonly percentile: number };

/** When the run stops early, to spare its targets. */
interface AbortWhen {
  /** The share of a target's dials, 0 to 1, that was refused within `overMs`. */
  readonly refusedShare: number;
  readonly overMs: number;
}

/** Something that happens during the run, to which drops can be attributed. */
export interface PlannedEvent {
  readonly atMs: number;
  readonly label: string;
  /** Hop id. */
  readonly hop?: string;
  readonly event?: PathEvent;
  /** The command that causes it; it happens by itself if absent. */
  readonly command?: EventCommand;
}

/** A Kubernetes cluster whose changes are events of the run. */
export interface WatchedCluster {
  readonly context?: string | undefined;
  /** All of them if absent. */
  readonly namespace?: string | undefined;
  /** Labels of the backend's pods. */
  readonly pods?: readonly (readonly [key: string, value: string])[];
}

/** A command of the user, for `sh -c`. */
export interface EventCommand {
  readonly run: string;
  readonly timeoutMs: number;
}

export interface ReportPlan {
  /** The folder that holds the run folders. */
  readonly folder: string;
  readonly formats: readonly string[];
  readonly pushgateway?: PushPlan;
  readonly webhook?: WebhookPlan;
  /** Modules with reporters of the user's own, as written: relative to the scenario. */
  readonly reporters?: readonly string[];
}

/** A request to send when the run has ended. */
interface RequestPlan {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where to push the result for Prometheus. */
export interface PushPlan extends RequestPlan {
  readonly job: string;
  readonly grouping: Readonly<Record<string, string>>;
}

/** Services that a webhook can post to. Another one is an entry here and a case in `extensions/notify/requests.ts`. */
export const WEBHOOK_STYLES = {
  chat: 'Slack, Mattermost and compatible services (default)',
  dingtalk: 'DingTalk and WeCom',
  feishu: 'Feishu and Lark',
  json: 'the text, the link and the summary, for programs',
} as const;

type WebhookStyle = keyof typeof WEBHOOK_STYLES;
export const STYLE_NAMES = Object.keys(WEBHOOK_STYLES) as [WebhookStyle, ...WebhookStyle[]];

/** Where to post the result. The URL is a secret: anyone who knows it can post. */
export interface WebhookPlan extends RequestPlan {
  readonly style: WebhookStyle;
  readonly when: 'always' | 'not-passed';
  readonly link?: string;
}

/** An SLB, an ingress and a backend on loopback, built from the scenario's own path. */
interface LabPlan {
  readonly faults: readonly Fault[];
  /** The path's timeouts have been divided by this; 1 if absent. */
  readonly speedUp?: number;
}

/** A fault on a schedule. `atMs` counts from the start of the run. */
export interface Fault extends FaultOrder {
  readonly atMs: number;
  /** Hop id, or `backend`. */
  readonly hop: string;
  readonly kind: FaultName;
}
