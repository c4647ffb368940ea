import type { OpenExtension } from '../../run/extension.ts';

/** Puts changes of the cluster on the timeline, when the scenario wants it (`events-from: kubernetes`). */
export const openClusterWatch: OpenExtension = async (run) => {
  const { host, scenario } = run;
  const { watchedCluster: cluster, path } = scenario;
  if (cluster === undefined) return { close: async () => {} };
  const { ClusterWatch } = await import('./cluster-watch.ts');
  const watch = new ClusterWatch({
    ...{ cluster, path, host },
    onChange: (change) => run.addEvent({ ...change, source: 'kubernetes' }),
    onWarning: (message) => run.warn(message),
  });
  return { onHeld: () => watch.stop(), close: () => watch.stop() };
};
