import { quoted } from '../base/units.ts';
import { defaultPushPlan, isHttpUrl } from '../scenario/build/report.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Arguments } from './command.ts';
import { readListenAddress } from './listen-address.ts';
import { METRICS_PORT, metricsObserver } from './metrics/observe.ts';
import { notifyObserver } from './notify/observe.ts';
import type { OpenObserver } from './observer.ts';
import type { System } from './system.ts';
import { WEB_PORT, webObserver } from './web/open.ts';

/** Who can follow a run beside the screen, each by its option and an address. */
const SERVED = [
  { option: 'metrics', defaultPort: METRICS_PORT, observer: metricsObserver },
  { option: 'web', defaultPort: WEB_PORT, observer: webObserver },
] as const;

/** Who follows the run; undefined when an option cannot be read, which is printed. */
export function observersFor(
  args: Arguments,
  { name, report }: Scenario,
  { stderr }: System,
): readonly OpenObserver[] | undefined {
  const observers: OpenObserver[] = [];
  for (const { option, defaultPort, observer } of SERVED) {
    const text = args[option];
    if (typeof text !== 'string') continue;
    const address = readListenAddress(text, defaultPort);
    if (address === undefined) {
      const example = `such as 127.0.0.1:${defaultPort}`;
      stderr.write(`soak: Cannot read --${option} ${quoted(text)}: ${example}\n`);
      return undefined;
    }
    observers.push(observer(address));
  }
  const { pushgateway: url } = args;
  if (typeof url !== 'string') return [...observers, notifyObserver(report)];
  if (!isHttpUrl(url)) {
    const hint = 'such as http://pushgateway:9091; credentials stand in the scenario';
    stderr.write(`soak: Cannot read --pushgateway: ${hint}\n`);
    return undefined;
  }
  const pushgateway = { ...(report.pushgateway ?? defaultPushPlan(url, name)), url };
  return [...observers, notifyObserver({ ...report, pushgateway })];
}
