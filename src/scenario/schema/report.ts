import { z } from 'zod';
import { text } from './fields.ts';
import { chosen, listOf, mapOf, strict } from './shapes.ts';

/** Reports that are written unless a scenario says which; `summary.json` always is. */
export const DEFAULT_FORMATS = [
  'html',
  'junit',
  'markdown',
  'csv',
  'openmetrics',
  'annotations',
] as const;

/** Reports that a scenario can ask for. */
export const FORMATS = [...DEFAULT_FORMATS, 'hlog'] as const;

const url = (description: string) => text(description, { max: 2_000 });

const headers = mapOf(
  'Headers of the request; values from ${env:NAME} or ${file:path} are never written to a report',
  text('Its value', { max: 8_192 }),
);

const STYLES = ['chat', 'dingtalk', 'feishu', 'json'] as const;

const pushgateway = strict('Where the result is put for Prometheus when the run has ended', {
  url: url('Of the Pushgateway, such as http://pushgateway:9091'),
  job: text('Its job label (default soak)').optional(),
  grouping: mapOf(
    'More labels of its group (default the name of the scenario)',
    text('Value of the label'),
  ).optional(),
  headers: headers.optional(),
});

const webhook = strict('Whom to tell how the run ended', {
  url: url('Where to post; it is treated as a secret'),
  style: chosen(STYLES, {
    chat: 'Slack, Mattermost and whoever takes the same (default)',
    dingtalk: 'DingTalk and WeCom',
    feishu: 'Feishu and Lark',
    json: 'the text, the link and the summary, for programs',
  }).optional(),
  when: chosen(['always', 'not-passed'], {
    always: 'after every run (default)',
    'not-passed': 'only when it failed or could not tell',
  }).optional(),
  link: url(
    'Where the report can be found; without it that of the CI job, when it is known',
  ).optional(),
  headers: headers.optional(),
});

export const reportSchema = strict('What is written where', {
  folder: text('Folder of the run folders (default reports)', { max: 1_000 }).optional(),
  formats: listOf(
    'Files to write into it beside summary.json (default all but hlog)',
    z.enum(FORMATS),
    8,
  ).optional(),
  pushgateway: pushgateway.optional(),
  webhook: webhook.optional(),
});

export type WrittenReport = z.output<typeof reportSchema>;
