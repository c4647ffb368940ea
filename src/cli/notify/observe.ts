import { setTimeout as pause } from 'node:timers/promises';
import type { RunView } from '../../analysis/analyze.ts';
import type { ReportPlan } from '../../scenario/scenario.ts';
import { originOf } from '../../scenario/text/secrets.ts';
import type { OpenObserver } from '../observer.ts';
import type { System } from '../system.ts';
import type { Delivery } from './deliver.ts';

type Plans = Pick<ReportPlan, 'pushgateway' | 'webhook'>;

interface Errand {
  readonly what: string;
  readonly delivery: Delivery;
}

/** Tells the result to those who are not here, when the reports are written. A failure is a warning. */
export function notifyObserver(plans: Plans): OpenObserver {
  return async ({ system }) => ({
    onEnd: (view) => tell(plans, { view, system }),
    close: () => Promise.resolve(),
  });
}

async function tell(
  plans: Plans,
  { view, system }: { readonly view: RunView; readonly system: System },
): Promise<void> {
  const errands = await errandsOf(plans, { view, system });
  if (errands.length === 0) return;
  const whys = await runErrands(errands, system).catch((error: Error) =>
    // Such as a proxy in the environment that is no URL: the run has its result all the same.
    errands.map(() => error.name),
  );
  for (const [index, { what, delivery }] of errands.entries()) {
    if (whys[index] === undefined) continue;
    const where = originOf(delivery.url);
    system.stderr.write(`soak: Cannot tell the ${what} at ${where} of this run: ${whys[index]}\n`);
  }
}

/** Why each did not arrive; undefined when it did. */
async function runErrands(
  errands: readonly Errand[],
  { env }: System,
): Promise<readonly (string | undefined)[]> {
  const { deliver } = await import('./deliver.ts');
  const dispatcher = await dispatcherFor(env);
  try {
    return await Promise.all(
      errands.map(({ delivery }) => deliver(delivery, { dispatcher, pause })),
    );
  } finally {
    await dispatcher.destroy();
  }
}

async function errandsOf(
  { pushgateway, webhook }: Plans,
  { view, system }: { readonly view: RunView; readonly system: System },
): Promise<readonly Errand[]> {
  const { linkOfJob, pushRequest, webhookRequest } = await import('./requests.ts');
  const errands: Errand[] = [];
  if (pushgateway !== undefined)
    errands.push({ what: 'Pushgateway', delivery: pushRequest(pushgateway, view) });
  if (webhook === undefined) return errands;
  const link = webhook.link ?? linkOfJob(system.env);
  const delivery = webhookRequest(webhook, view, { link });
  if (delivery !== undefined) errands.push({ what: 'webhook', delivery });
  return errands;
}

/** Goes through the proxy that the environment names, as curl would. */
async function dispatcherFor(env: System['env']) {
  const { EnvHttpProxyAgent } = await import('undici');
  return new EnvHttpProxyAgent({
    httpProxy: env.http_proxy ?? env.HTTP_PROXY ?? '',
    httpsProxy: env.https_proxy ?? env.HTTPS_PROXY ?? '',
    noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
  });
}
