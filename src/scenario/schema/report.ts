import { z } from 'zod';
import { STYLE_NAMES, WEBHOOK_STYLES } from '../scenario.ts';
import { text } from './fields.ts';
import { chosen, listOf, mapOf, strict } from './shapes.ts';

/** The reports written by default; `summary.json` always is. */
export const DEFAULT_FORMATS = [
  'html',
  'junit',
  'markdown',
  'csv',
  'openmetrics',
  'annotations',
] as const;

/** The reports that a scenario can ask for. */
const FORMATS = [...DEFAULT_FORMATS, 'hlog'] as const;

const url = (description: string) => text(description, { max: 2_000 });

const headers = mapOf(
  'Headers of the request; values from ${env:NAME} or ${file:path} are never written to a report',
  text('Value of the header', { max: 8_192 }),
);

const pushgateway = strict('Where to push the result for Prometheus when the run has ended', {
  url: url('URL of the Pushgateway, such as http://pushgateway:9091'),
  job: text('The job label (default soak)').optional(),
  grouping: mapOf(
    'More grouping labels (default: the name of the scenario)',
    text('Value of the label'),
  ).optional(),
  headers: headers.optional(),
});

const webhook = strict('Where to post the result of the run', {
  url: url('URL to post to; treated as a secret'),
  style: chosen(STYLE_NAMES, WEBHOOK_STYLES).optional(),
  when: chosen(['always', 'not-passed'], {
    always: 'after every run (default)',
    'not-passed': 'only when the run failed or was inconclusive',
  }).optional(),
  link: url('Link to the report (default: the CI job, if known)').optional(),
  headers: headers.optional(),
});

export const reportSchema = strict('Which reports to write, and where', {
  folder: text('Folder for the run folders (default reports)', { max: 1_000 }).optional(),
  formats: listOf(
    'Files to write besides summary.json (default all but hlog)',
    z.enum(FORMATS),
    8,
  ).optional(),
  reporters: listOf(
    'Modules with reporters of your own, relative to the scenario (docs/api.md)',
    text('A JavaScript file, such as ./drops-by-hop.js', { max: 1_000 }),
    8,
  ).optional(),
  pushgateway: pushgateway.optional(),
  webhook: webhook.optional(),
});

export type WrittenReport = z.output<typeof reportSchema>;
