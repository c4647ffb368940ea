import type { OpenExtension } from '../../run/extension.ts';
import { formatListenAddress, type ListenAddress } from '../listen-address.ts';
import type { DropBooks } from './drops-digest.ts';

/** As the exporters of OpenTelemetry have it. */
export const METRICS_PORT = 9464;

/** Serves a run's metrics for as long as it is running. */
export function metricsExtension(address: ListenAddress): OpenExtension<DropBooks> {
  return async (run) => {
    const { SoakMetrics, labelsOfTargets } = await import('./soak-metrics.ts');
    const { MetricsServer } = await import('./metrics-server.ts');
    const { NO_DROPS } = await import('./drops-digest.ts');
    const drops = { books: NO_DROPS };
    const metrics = new SoakMetrics(run, drops);
    const server = await MetricsServer.listen({
      address,
      shown: metrics,
      nowMs: () => performance.now(),
    }).catch((error: NodeJS.ErrnoException) => {
      const where = formatListenAddress(address);
      throw new Error(
        `Cannot serve metrics on ${where} (${error.code}); the run continues without them`,
      );
    });
    run.notify(`metrics are at http://${formatListenAddress(server.address)}/metrics`);
    return {
      digest: {
        module: new URL('./drops-digest.js', import.meta.url).href,
        options: { names: labelsOfTargets(run.scenario) },
        // Round trips are shown from what the shards report.
        needsTimes: false,
      },
      onRecord: (record, shard) => metrics.add(record, shard),
      onExplained: ({ found }) => {
        drops.books = found ?? drops.books;
      },
      onExplainFailed: (why) => run.notify(`drops are no longer in the metrics: ${why}`),
      close: () => server.close(),
    };
  };
}
