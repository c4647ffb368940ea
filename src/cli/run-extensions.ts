import { quoted } from '../base/units.ts';
import { readListenAddress } from '../extensions/listen-address.ts';
import { METRICS_PORT, metricsExtension } from '../extensions/metrics/extension.ts';
import { notifyExtension } from '../extensions/notify/extension.ts';
import { pageExtension, WEB_PORT } from '../extensions/page/extension.ts';
import type { OpenExtension } from '../run/extension.ts';
import { defaultPushPlan, isHttpUrl } from '../scenario/build/report.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Arguments } from './command.ts';
import type { System } from './system.ts';

/** The built-in extensions, each with its option and default address. */
const SERVED = [
  { option: 'metrics', defaultPort: METRICS_PORT, extension: metricsExtension },
  { option: 'web', defaultPort: WEB_PORT, extension: pageExtension },
] as const;

/** The extensions that the options ask for; undefined if an option cannot be read, which is printed. */
export function extensionsFor(
  args: Arguments,
  { name, report }: Scenario,
  { stderr }: System,
): readonly OpenExtension[] | undefined {
  const extensions: OpenExtension[] = [];
  for (const { option, defaultPort, extension } of SERVED) {
    const text = args[option];
    if (typeof text !== 'string') continue;
    const address = readListenAddress(text, defaultPort);
    if (address === undefined) {
      const example = `such as 127.0.0.1:${defaultPort}`;
      stderr.write(`soak: Cannot read --${option} ${quoted(text)}: ${example}\n`);
      return undefined;
    }
    extensions.push(extension(address));
  }
  const { pushgateway: url } = args;
  if (typeof url !== 'string') return [...extensions, notifyExtension(report)];
  if (!isHttpUrl(url)) {
    const hint = 'such as http://pushgateway:9091; put credentials in the scenario';
    stderr.write(`soak: Cannot read --pushgateway: ${hint}\n`);
    return undefined;
  }
  const pushgateway = { ...(report.pushgateway ?? defaultPushPlan(url, name)), url };
  return [...extensions, notifyExtension({ ...report, pushgateway })];
}
