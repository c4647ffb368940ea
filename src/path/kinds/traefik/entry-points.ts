import type { Field } from '../../../objects/field.ts';
import type { Service } from '../../../objects/service.ts';
import type { Setting } from '../../setting.ts';
import { podGrace } from '../proxy-pods.ts';
import { ofEntryPoint, type StaticConfiguration, traefikTimeMs } from './static.ts';

/** An entry point as clients reach it. */
export interface EntryPoint {
  readonly name: string;
  /** Absent where nothing says. */
  readonly port: number | undefined;
  readonly isTls: boolean;
}

/** Names of Traefik's chart, and what everybody else calls a port with TLS. */
const TLS_NAME = /^(websecure|https.*|tls|secure|wss)$/i;

/** The entry point with the port that its Service shows to clients. */
export function entryPointOf(
  configuration: StaticConfiguration,
  { name, front }: { name: string; front: Service | undefined },
): EntryPoint {
  const own = Number(
    /:(\d{1,5})/.exec(ofEntryPoint(configuration, { name, way: 'address' })?.text ?? '')?.[1],
  );
  const ports = front?.ports ?? [];
  const port = ports.find(
    (one) => one.name === name || one.targetPort === name || one.targetPort === String(own),
  )?.port;
  const hasTls = ofEntryPoint(configuration, { name, way: 'http.tls' });
  const isTls = TLS_NAME.test(name) || hasTls?.exists === true || [443, 8443].includes(port ?? own);
  return { name, port: port ?? (own > 0 && own < 1_024 ? own : undefined), isTls };
}

/** What the static configuration says of connections through an entry point. */
export function entryPointSettings(
  configuration: StaticConfiguration,
  name: string | undefined,
): readonly Setting[] {
  const { installation, unread } = configuration;
  const names = name === undefined ? configuration.entryPoints : [name];
  const fields = (way: string): readonly Field[] =>
    names.flatMap(
      (one) => ofEntryPoint(configuration, { name: one, way: `transport.${way}` }) ?? [],
    );
  return [
    ...unread.map((one) => ({ key: 'grace-timeout', unread: one })),
    ...fields('lifeCycle.graceTimeOut').flatMap((field) => setting('grace-timeout', field)),
    ...podGrace(installation),
    ...INERT.flatMap(([way, why]) =>
      fields(way)
        .slice(0, 1)
        .flatMap((field) => {
          const ms = traefikTimeMs(field.text ?? '');
          return ms === undefined || ms === 0
            ? []
            : [{ inert: { setting: way, ms, why, at: field.at } }];
        }),
    ),
  ];
}

const READ =
  'the time to read a request; Traefik takes the deadline off when the connection is upgraded or handed on as TCP';

const INERT: readonly (readonly [way: string, why: string])[] = [
  ['respondingTimeouts.readTimeout', READ],
  [
    'respondingTimeouts.writeTimeout',
    'the time to write a response; an upgraded connection has none',
  ],
  ['respondingTimeouts.idleTimeout', 'for connections that wait for their next request'],
  ['keepAliveMaxTime', 'for connections that wait for their next request'],
];

function setting(key: string, field: Field): readonly Setting[] {
  const ms = traefikTimeMs(field.text ?? '');
  return ms === undefined ? [] : [{ key, ms, at: field.at }];
}
