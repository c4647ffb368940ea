import { z } from 'zod';
import { formatSeconds } from '../../base/units.ts';
import type { HopKind, LimitSpec } from '../../path/hop-kind.ts';
import { HOP_KINDS } from '../../path/kinds/all.ts';
import { type Effect, type HopRole, PATH_EVENTS } from '../../path/path.ts';
import { TRANSPORT_KINDS, type TransportKind } from '../../path/transport.ts';
import { count, duration, durationOrNone, text } from './fields.ts';
import { chosen, flag, listOf, strict } from './shapes.ts';

/** How a hop forgets an idle connection, in the user's words, and what the client sees. */
export const ON_IDLE = {
  'rst-both': 'rst',
  'rst-on-next-packet': 'rst-on-next-packet',
  silent: 'silent',
  'fin-proxy': 'fin',
  'close-notify': 'close-notify',
} as const satisfies Readonly<Record<string, Effect>>;

export type OnIdle = keyof typeof ON_IDLE;

const ON_IDLE_MEANINGS: Readonly<Record<OnIdle, string>> = {
  'rst-both': 'RST to both sides at once',
  'rst-on-next-packet': 'forgets it and answers the next packet with RST',
  silent: 'forgets it and drops the next packets silently',
  'fin-proxy': 'FIN, as a proxy does',
  'close-notify': 'TLS close_notify, then FIN',
};

const EFFECTS = [
  'fin',
  'close-notify',
  'rst',
  'rst-on-next-packet',
  'silent',
  'close-frame',
] as const satisfies readonly Effect[];

const limit = strict(
  'A limit that is not in the catalogue',
  {
    setting: text('Name of the limit in reports'),
    after: duration('Time after which it closes a connection', { min: 1 }),
    'reset-by': z
      .enum(['packets', 'bytes', 'bytes-to-backend', 'bytes-to-client', 'nothing'])
      .meta({
        description:
          'What restarts its timer (default bytes; nothing unless it is an idle timeout)',
      })
      .optional(),
    'starts-at': z
      .enum(['last-reset', 'open', 'event', 'stall'])
      .meta({
        description:
          'last-reset: an idle timeout (default); open: a maximum age; event: after an event such as a reload (default with event); stall: while a peer does not read',
      })
      .optional(),
    event: z.enum(PATH_EVENTS).meta({ description: 'What starts its timer' }).optional(),
    effects: listOf('What a client may see (default fin)', z.enum(EFFECTS), EFFECTS.length)
      .min(1)
      .optional(),
    'only-for': listOf(
      'Transports that it ends (default all)',
      z.enum(TRANSPORT_KINDS),
      TRANSPORT_KINDS.length,
    )
      .min(1)
      .optional(),
    port: count('Applies to this destination port only', { min: 1, max: 65_535 }).optional(),
  },
  { id: 'limit' },
);

export type WrittenLimit = z.output<typeof limit>;

/** A setting from the scenario: a time, or no such limit. */
export type SettingValue = number | 'none';

/** A hop after its units have been decoded. */
export interface WrittenHop {
  readonly hop: string;
  readonly kind: string;
  readonly scaled?: boolean;
  readonly 'on-idle'?: OnIdle;
  readonly limits?: readonly WrittenLimit[];
  readonly listeners?: Readonly<Record<string, Readonly<Record<string, SettingValue | OnIdle>>>>;
  /** `custom` only. */
  readonly role?: HopRole;
  /** `custom` only. */
  readonly carries?: readonly TransportKind[];
  /** Settings of the kind, by key. */
  readonly [setting: string]: unknown;
}

const ID = text('Id of the hop, unique in the path', { max: 64, pattern: /^[\w][\w.-]*$/ });

/** Reports use `generator` for drops caused by soak itself. */
const OTHER_ID = text('Id of the hop, unique in the path; generator is reserved for soak itself', {
  max: 64,
  pattern: /^(?!generator$)[\w][\w.-]*$/,
});

function schemaOf(kind: HopKind) {
  const settings = settingsOf(kind);
  const hasSettings = kind.limits.length > 0;
  const listener = strict('Settings of the listener on this port', settings);
  return strict(kind.title, {
    hop: kind.role === 'client' ? ID : OTHER_ID,
    kind: z.literal(kind.kind).meta({ description: kind.title }),
    ...settings,
    ...(hasSettings && { scaled: SCALED.optional() }),
    ...(kind.role === 'load-balancer' && {
      listeners: z
        .record(z.string(), listener)
        .meta({ description: 'Settings by destination port: { 443: { …: 900s } }' })
        .optional(),
    }),
    ...(kind.kind === 'custom' && CUSTOM),
    limits: listOf('Limits that are not in the catalogue', limit, 16).optional(),
  });
}

const SCALED = flag(
  "The figures are a scaled model, such as seconds for hours: the vendor's ranges are not checked",
);

const CUSTOM = {
  role: z
    .enum(['load-balancer', 'nat', 'ingress', 'backend'])
    .meta({ description: 'Role of the hop (default load-balancer)' })
    .optional(),
  carries: listOf(
    'Transports that pass through it (default all)',
    z.enum(TRANSPORT_KINDS),
    TRANSPORT_KINDS.length,
  )
    .min(1)
    .optional(),
};

const HOP_DESCRIPTION = 'A hop, with the settings that differ from the defaults of its kind';

/** Kinds of hops differ in their settings, so each has its own schema. */
export const hopSchema = z
  .discriminatedUnion('kind', HOP_KINDS.map(schemaOf) as unknown as HopOptions)
  .meta({ description: HOP_DESCRIPTION }) as unknown as z.ZodType<WrittenHop>;

type HopOptions = [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]];

function settingsOf(kind: HopKind): Record<string, z.ZodType> {
  const shape: Record<string, z.ZodType> = {};
  for (const spec of kind.limits)
    shape[spec.key] ??= durationOrNone(settingDescription(spec)).optional();
  for (const key of kind.inert ?? [])
    shape[key] ??= durationOrNone(
      'Accepted, but it closes no connection that soak holds',
    ).optional();
  const words = onIdleWords(kind);
  if (words.length > 0) shape['on-idle'] = chosen(words, ON_IDLE_MEANINGS).optional();
  return shape;
}

function onIdleWords({ onIdle = [] }: HopKind): OnIdle[] {
  const words = Object.keys(ON_IDLE) as OnIdle[];
  return words.filter((word) => onIdle.includes(ON_IDLE[word]));
}

function settingDescription({ setting, defaultMs, rangeMs }: LimitSpec): string {
  const standard =
    defaultMs === undefined ? 'none by default' : `default ${formatSeconds(defaultMs)}`;
  const range =
    rangeMs === undefined ? '' : `, ${formatSeconds(rangeMs[0])} to ${formatSeconds(rangeMs[1])}`;
  return `${setting} (${standard}${range}); none: no such limit`;
}
