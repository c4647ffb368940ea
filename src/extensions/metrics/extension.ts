import type { OpenExtension } from '../../run/extension.ts';
import { formatListenAddress, type ListenAddress } from '../listen-address.ts';

/** As the exporters of OpenTelemetry have it. */
export const METRICS_PORT = 9464;

/** Serves a run's metrics for as long as it goes on. */
export function metricsExtension(address: ListenAddress): OpenExtension {
  return async (run) => {
    const { SoakMetrics, labelsOfTargets } = await import('./soak-metrics.ts');
    const { MetricsServer } = await import('./metrics-server.ts');
    const { DropFeed } = await import('./drop-feed.ts');
    const drops = new DropFeed({
      folder: run.folder.path,
      names: labelsOfTargets(run.scenario),
      onFailed: (message) => run.notify(`drops are no longer in the metrics: ${message}`),
    });
    const metrics = new SoakMetrics(run, drops);
    const server = await MetricsServer.listen({
      address,
      shown: metrics,
      nowMs: () => performance.now(),
    }).catch(async (error: NodeJS.ErrnoException) => {
      await drops.stop();
      const where = formatListenAddress(address);
      throw new Error(`Cannot serve metrics on ${where} (${error.code}); the run goes on without`);
    });
    run.notify(`metrics are at http://${formatListenAddress(server.address)}/metrics`);
    return {
      onRecord: (record, shard) => {
        metrics.add(record, shard);
        drops.look();
      },
      close: async () => {
        await server.close();
        await drops.stop();
      },
    };
  };
}
