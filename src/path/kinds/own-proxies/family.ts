import type { Family } from '../../family.ts';
import { haproxyPod } from './haproxy-pod.ts';
import { nginxPod, nginxStreamPod } from './nginx-pod.ts';

/** Proxies that somebody runs as pods, with a configuration in a ConfigMap. */
export const ownProxiesFamily: Family = {
  kinds: [haproxyPod, nginxPod, nginxStreamPod],
  catalogue: [],
};
