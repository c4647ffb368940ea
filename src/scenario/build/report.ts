import { quoted } from '../../base/units.ts';
import type { PushPlan, ReportPlan, WebhookPlan } from '../scenario.ts';
import { DEFAULT_FORMATS, type WrittenReport } from '../schema/report.ts';
import type { Findings } from '../text/findings.ts';

const FOLDER = 'reports';
const JOB = 'soak';

/** A label name of Prometheus' data model; those with two underscores are its own. */
const LABEL = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]{0,99}$/;
const HEADER = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/;

/** Which reports are written, where, and whom to notify. */
export function buildReport(
  written: WrittenReport | undefined,
  { name, findings }: { readonly name: string; readonly findings: Findings },
): ReportPlan {
  const {
    folder = FOLDER,
    formats = DEFAULT_FORMATS,
    pushgateway,
    webhook,
    reporters,
  } = written ?? {};
  for (const key of ['pushgateway', 'webhook'] as const)
    checkRequest(key, written?.[key], findings);
  return {
    folder,
    formats,
    ...(pushgateway !== undefined && { pushgateway: pushPlan(pushgateway, { name, findings }) }),
    ...(webhook !== undefined && { webhook: webhookPlan(webhook, findings) }),
    ...(reporters !== undefined && { reporters }),
  };
}

/** The plan of a `--pushgateway URL`. */
export function defaultPushPlan(url: string, name: string): PushPlan {
  return { url, job: JOB, grouping: { scenario: name }, headers: {} };
}

function pushPlan(
  { url, job = JOB, grouping, headers = {} }: NonNullable<WrittenReport['pushgateway']>,
  { name, findings }: { readonly name: string; readonly findings: Findings },
): PushPlan {
  for (const label of Object.keys(grouping ?? {})) {
    if (LABEL.test(label) && label !== 'job') continue;
    const message = `Cannot use ${quoted(label)} as a grouping label`;
    const hint = label === 'job' ? 'job: has its own key' : 'letters, digits and _';
    findings.addAtKey(['report', 'pushgateway', 'grouping', label], message, hint);
  }
  return {
    ...defaultPushPlan(url, name),
    job,
    headers,
    ...(grouping !== undefined && { grouping }),
  };
}

function webhookPlan(
  {
    url,
    style = 'chat',
    when = 'always',
    link,
    headers = {},
  }: NonNullable<WrittenReport['webhook']>,
  findings: Findings,
): WebhookPlan {
  if (link !== undefined && !isHttpUrl(link))
    findings.add(
      ['report', 'webhook', 'link'],
      'Cannot read link: it is not a valid URL',
      'https://…',
    );
  return { url, style, when, headers, ...(link !== undefined && { link }) };
}

function checkRequest(
  key: 'pushgateway' | 'webhook',
  written: WrittenReport['pushgateway' | 'webhook'],
  findings: Findings,
): void {
  if (written === undefined) return;
  if (!isHttpUrl(written.url)) {
    const message = `Cannot read the url of ${key}: it is not a valid URL`;
    findings.add(['report', key, 'url'], message, 'https://host/path or http://host:port');
  }
  for (const name of Object.keys(written.headers ?? {})) {
    if (HEADER.test(name)) continue;
    const message = `Cannot send a header ${quoted(name)}: it is not a valid header name`;
    findings.addAtKey(['report', key, 'headers', name], message, 'letters, digits and -');
  }
}

/** True for an HTTP URL without credentials: those belong in a header, where they are kept secret. */
export function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username } = new URL(text);
  return /^https?:$/.test(protocol) && username === '';
}
