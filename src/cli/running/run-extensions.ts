import { metricsExtension } from '../../extensions/metrics/extension.ts';
import { notifyExtension } from '../../extensions/notify/extension.ts';
import { pageExtension } from '../../extensions/page/extension.ts';
import type { OpenExtension } from '../../run/extension.ts';
import { defaultPushPlan } from '../../scenario/build/report.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { RunArguments } from '../options/run-options.ts';

/** The extensions that options and scenario ask for. */
export function extensionsFor(
  { metrics, web, pushgateway: url }: RunArguments,
  { name, report }: Scenario,
): readonly OpenExtension[] {
  const pushgateway =
    url === undefined
      ? report.pushgateway
      : { ...(report.pushgateway ?? defaultPushPlan(url, name)), url };
  const { webhook } = report;
  return [
    ...(metrics === undefined ? [] : [metricsExtension(metrics)]),
    ...(web === undefined ? [] : [pageExtension(web)]),
    notifyExtension({
      ...(pushgateway !== undefined && { pushgateway }),
      ...(webhook !== undefined && { webhook }),
    }),
  ];
}
