import type { Analysis } from '../../analysis/analyze.ts';
import { chatMessage } from '../../report/formats/chat-message.ts';
import { openMetricsReport } from '../../report/formats/openmetrics.ts';
import type { PushPlan, WebhookPlan } from '../../scenario/scenario.ts';
import type { Delivery } from './deliver.ts';

/** The result for a Pushgateway. It replaces what the last run of the same group left. */
export function pushRequest({ url, job, grouping, headers }: PushPlan, view: Analysis): Delivery {
  const base = url.replace(/\/+$/, '');
  const isWhole = /\/metrics\/job(@base64)?\/./.test(base);
  const labels = Object.entries({ job, ...grouping }).map(([name, value]) =>
    groupPart(name, value),
  );
  return {
    method: 'PUT',
    url: isWhole ? base : `${base}/metrics/${labels.join('/')}`,
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', ...headers },
    body: openMetricsReport(view),
  };
}

/** A value that a path cannot hold is written in base64, as the Pushgateway's API has it. */
function groupPart(name: string, value: string): string {
  if (value !== '' && !/[/\u0080-\uffff]/.test(value))
    return `${name}/${encodeURIComponent(value)}`;
  return `${name}@base64/${value === '' ? '=' : Buffer.from(value).toString('base64url')}`;
}

/** What a chat, or a program, is told. Undefined when it does not want to hear of this. */
export function webhookRequest(
  { url, style, when, headers }: WebhookPlan,
  view: Analysis,
  { link }: { readonly link: string | undefined },
): Delivery | undefined {
  if (when === 'not-passed' && view.summary.verdict === 'pass') return undefined;
  const text = chatMessage(view, link === undefined ? {} : { link });
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(bodyOf(style, { text, link, view })),
  };
}

interface Told {
  readonly text: string;
  readonly link: string | undefined;
  readonly view: Analysis;
}

function bodyOf(style: WebhookPlan['style'], { text, link, view }: Told): object {
  switch (style) {
    case 'chat':
      return { text: escaped(text) };
    case 'dingtalk':
      return { msgtype: 'text', text: { content: text } };
    case 'feishu':
      // A tag calls people there, and nothing escapes one.
      return { msg_type: 'text', content: { text: text.replaceAll('<', '\uFF1C') } };
    case 'json':
      return { text, ...(link !== undefined && { link }), summary: view.summary };
  }
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping: what would be a link or a mention. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Where the CI that runs us shows this job: GitHub, GitLab, Jenkins. */
export function linkOfJob(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, CI_JOB_URL, BUILD_URL } = env;
  if (GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID)
    return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
  return CI_JOB_URL ?? BUILD_URL;
}
