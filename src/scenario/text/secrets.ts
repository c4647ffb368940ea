import type { Exchange, PushPlan, ReportPlan, Scenario, Target, WebhookPlan } from '../scenario.ts';
import { MASK, redactor } from './redact.ts';
import type { Template } from './template.ts';

const SENSITIVE_NAMES = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'api-key',
  'x-api-key',
  'x-auth-token',
  'x-access-token',
  'x-csrf-token',
  'x-amz-security-token',
  'private-token',
  'apikey',
  'token',
] as const;

/** Headers whose values are always secrets. */
function isSensitiveHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return SENSITIVE_NAMES.some((known) => known === lower) || /secret|password/.test(lower);
}

/** `token=…` and similar parameters in a query. */
const QUERY =
  /([?&][^=&#\s]{0,64}?(?:token|key|secret|passw|auth|sig|jwt|session)[^=&#\s]{0,64}=)([^&#\s"']+)/gi;

/** `user:password@` in a URL. */
const USERINFO = /(\b(?:wss?|https?|tcp|tls):\/\/)[^/@\s"']+@/gi;

/** A scenario that is safe to write: no secrets, neither as text nor as bytes on the wire. */
export function maskScenario(scenario: Scenario, secrets: readonly string[]): Scenario {
  const redact = redactor([...secrets, ...literalSecretsOf(scenario)]);
  const targets = scenario.targets.map((target) => maskTarget(target, redact));
  const report = maskReport(scenario.report);
  return redactAll({ ...scenario, targets, report }, redact) as Scenario;
}

/** Secrets in the scenario itself: sensitive headers, tokens in queries, private keys, webhooks. */
export function literalSecretsOf({ targets, report }: Scenario): readonly string[] {
  const ofTargets = targets.flatMap(({ address, tls }) => {
    const key = tls?.key === undefined ? [] : [tls.key];
    if (!('headers' in address)) return key;
    const tokens = [...address.path.matchAll(QUERY)]
      .map((match) => match[2]!)
      .filter((value) => address.filled?.path === undefined || !value.includes('${'));
    return [...key, ...secretsInHeaders(address.headers, address.filled?.headers), ...tokens];
  });
  const { pushgateway, webhook } = report;
  return [
    ...ofTargets,
    ...secretsInHeaders(pushgateway?.headers ?? {}),
    ...secretsInHeaders(webhook?.headers ?? {}),
    ...(webhook === undefined ? [] : secretsInWebhook(webhook.url)),
  ];
}

function secretsInHeaders(
  headers: Readonly<Record<string, string>>,
  filled: Readonly<Record<string, Template>> = {},
): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => isSensitiveHeader(name))
    .flatMap(([name, value]) => constantsOf(filled[name]) ?? [value])
    .flatMap((value) => [value, ...credentialsIn(value)]);
}

/** What of a template is the same for all connections: the rest is a cell of a row, and masked as such. */
function constantsOf(template: Template | undefined): readonly string[] | undefined {
  const isLong = (part: unknown) => typeof part === 'string' && part.length >= 8;
  return template?.parts.filter(isLong) as readonly string[] | undefined;
}

/** Shorter paths are words such as `/hook`, and hiding one would hide it everywhere. */
const WEBHOOK_PATH_MIN = 16;

/** Anyone who knows the path of a webhook can post there. */
function secretsInWebhook(text: string): readonly string[] {
  const path = /^https?:\/\/[^/?#]+(.*)$/i.exec(text)?.[1] ?? '';
  return path.length < WEBHOOK_PATH_MIN ? [] : [path];
}

/** Servers may repeat `Bearer X` as X alone, `a=1; b=X` part by part, and `Basic X` decoded. */
function credentialsIn(value: string): readonly string[] {
  const parts = value.split(/[\s;,]+/).flatMap((part) => [part, part.slice(part.indexOf('=') + 1)]);
  return [...parts.filter((part) => part.length >= 8), ...passwordsIn(value)];
}

/** `user:password` behind `Basic` (RFC 7617), and the password alone. */
function passwordsIn(value: string): readonly string[] {
  const encoded = /^basic\s+(\S+)$/i.exec(value)?.[1];
  if (encoded === undefined) return [];
  const pair = Buffer.from(encoded, 'base64').toString();
  return [pair, pair.slice(pair.indexOf(':') + 1)];
}

function maskTarget(target: Target, redact: (text: string) => string): Target {
  const { address, tls, traffic, finalProbe } = target;
  return {
    ...target,
    address:
      'headers' in address
        ? { ...address, headers: maskHeaders(address.headers), path: maskQuery(address.path) }
        : address,
    traffic: {
      ...traffic,
      onOpen: traffic.onOpen.map((exchange) => maskExchange(exchange, redact)),
      beats: traffic.beats.map((beat) => maskExchange(beat, redact)),
      ...(traffic.answers !== undefined && {
        answers: traffic.answers.map(({ say, ...rest }) => ({
          ...rest,
          say: { ...say, hex: maskHex(say.hex, redact) },
        })),
      }),
    },
    finalProbe:
      finalProbe.kind === 'ask'
        ? { kind: 'ask', ask: maskExchange(finalProbe.ask, redact) }
        : finalProbe,
    ...(tls !== undefined && { tls: tls.key === undefined ? tls : { ...tls, key: MASK } }),
  };
}

function maskReport({ pushgateway, webhook, ...rest }: ReportPlan): ReportPlan {
  const masked = <Plan extends PushPlan | WebhookPlan>(plan: Plan): Plan => ({
    ...plan,
    url: originOf(plan.url),
    headers: maskHeaders(plan.headers),
  });
  return {
    ...rest,
    ...(pushgateway !== undefined && { pushgateway: masked(pushgateway) }),
    ...(webhook !== undefined && { webhook: masked(webhook) }),
  };
}

/** The part of a URL that is safe to show. */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : MASK;
}

function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSensitiveHeader(name) ? MASK : value]),
  );
}

function maskQuery(path: string): string {
  return path.replace(QUERY, `$1${MASK}`);
}

function maskExchange<T extends Exchange>(exchange: T, redact: (text: string) => string): T {
  const { say, expect } = exchange;
  return {
    ...exchange,
    say: say.kind === 'bytes' ? { ...say, hex: maskHex(say.hex, redact) } : say,
    expect: expect.kind === 'bytes' ? { ...expect, hex: maskHex(expect.hex, redact) } : expect,
  };
}

/** Bytes with a secret become the bytes of the masked text, so that the value stays hexadecimal. */
function maskHex(hex: string, redact: (text: string) => string): string {
  const text = Buffer.from(hex, 'hex').toString();
  const masked = redact(text);
  return masked === text ? hex : Buffer.from(masked).toString('hex');
}

function redactAll(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactAll(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, redactAll(item, redact)]),
  );
}

/**
 * The source with every secret masked, including literal ones. It stays valid YAML: a value
 * that starts with a star would be an alias.
 */
export function maskSource(text: string, secrets: readonly string[]): string {
  const lines = redactor(secrets)(text).split('\n');
  return lines
    .map((line) => withLiteralSecretsHidden(line).replace(BARE_STARS, `$1'${MASK}'`))
    .join('\n');
}

/** An unquoted value of stars, alone after its key or dash. */
const BARE_STARS = /((?:^|[\s{[,])(?:[^\s:'"#]+:|-)[ \t]+)\*{3,}(?=[\s,}\]]|$)/g;

const SENSITIVE_KEY =
  /(?<key>(?:^|[\s{,])["']?(?<name>[A-Za-z][\w-]*)["']?\s*:[ \t]+)(?<value>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#{}[\],"'][^#},]*)/g;

/** `url: https://host/path` of a webhook: with the path, anyone can post. */
const URL_KEY = /(\burl["']?\s*:\s*["']?https?:\/\/[^/\s"']+\/)([^\s"',}]+)/g;

/**
 * A line of the source without the literal values of sensitive headers and URLs. It keeps its length, so
 * that a caret under it still points to the right place.
 */
export function withLiteralSecretsHidden(line: string): string {
  const stars = (text: string) => '*'.repeat(text.length);
  return line
    .replace(SENSITIVE_KEY, (all, key: string, name: string, value: string) =>
      isSensitiveHeader(name) && !value.includes('${') ? key + stars(value) : all,
    )
    .replace(QUERY, (all, key: string, value: string) =>
      value.includes('${') ? all : key + stars(value),
    )
    .replace(URL_KEY, (all, key: string, value: string) =>
      value.includes('${') ? all : key + stars(value),
    )
    .replace(USERINFO, (all, scheme: string) => scheme + stars(all.slice(scheme.length)));
}
