import { setTimeout as pause } from 'node:timers/promises';
import type { Analysis } from '../../analysis/analyze.ts';
import type { OpenExtension } from '../../run/extension.ts';
import type { Host } from '../../run/host.ts';
import type { ReportPlan } from '../../scenario/scenario.ts';
import { originOf } from '../../scenario/text/secrets.ts';
import type { Delivery } from './deliver.ts';

type Plans = Pick<ReportPlan, 'pushgateway' | 'webhook'>;

interface Errand {
  readonly what: string;
  readonly delivery: Delivery;
}

/** Tells the result to those who are not here, when the reports are written. A failure is a warning. */
export function notifyExtension(plans: Plans): OpenExtension {
  return async ({ host }) => ({
    onEnd: (view) => tell(plans, { view, host }),
    close: () => Promise.resolve(),
  });
}

async function tell(
  plans: Plans,
  { view, host }: { readonly view: Analysis; readonly host: Host },
): Promise<void> {
  const errands = await errandsOf(plans, { view, host });
  if (errands.length === 0) return;
  const whys = await runErrands(errands, host).catch((error: Error) =>
    // Such as a proxy in the environment that is not a valid URL: the run still has its result.
    errands.map(() => error.name),
  );
  for (const [index, { what, delivery }] of errands.entries()) {
    if (whys[index] === undefined) continue;
    const where = originOf(delivery.url);
    host.stderr.write(
      `soak: Cannot send the result of this run to the ${what} at ${where}: ${whys[index]}\n`,
    );
  }
}

/** Why each did not arrive; undefined when it did. */
async function runErrands(
  errands: readonly Errand[],
  { env }: Host,
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
  { view, host }: { readonly view: Analysis; readonly host: Host },
): Promise<readonly Errand[]> {
  const { linkOfJob, pushRequest, webhookRequest } = await import('./requests.ts');
  const errands: Errand[] = [];
  if (pushgateway !== undefined)
    errands.push({ what: 'Pushgateway', delivery: pushRequest(pushgateway, view) });
  if (webhook === undefined) return errands;
  const link = webhook.link ?? linkOfJob(host.env);
  const delivery = webhookRequest(webhook, view, { link });
  if (delivery !== undefined) errands.push({ what: 'webhook', delivery });
  return errands;
}

/** Goes through the proxy that the environment names, as curl would. */
async function dispatcherFor(env: Host['env']) {
  const { EnvHttpProxyAgent } = await import('undici');
  return new EnvHttpProxyAgent({
    httpProxy: env.http_proxy ?? env.HTTP_PROXY ?? '',
    httpsProxy: env.https_proxy ?? env.HTTPS_PROXY ?? '',
    noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
  });
}
