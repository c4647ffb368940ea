import { hasPrefix, type Provider, settingFrom } from './balancer.ts';

/** The annotation of Azure's, in minutes. */
export const AZURE_IDLE_KEY = 'service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout';

export const azure: Provider = {
  name: 'Azure',
  claims: (service) => hasPrefix(service, 'service.beta.kubernetes.io/azure-'),
  balancerOf: ({ annotations }) => ({
    kind: 'azure-lb',
    settings: settingFrom(annotations.get(AZURE_IDLE_KEY), { key: 'idle-timeout', unitMs: 60_000 }),
    isDirect: false,
  }),
};

export const gcp: Provider = {
  name: 'Google Cloud',
  claims: (service) =>
    hasPrefix(service, 'networking.gke.io/', 'cloud.google.com/') ||
    /^networking\.gke\.io\//.test(service.loadBalancerClass ?? ''),
  balancerOf: () => ({ kind: 'gcp-nlb', settings: [], isDirect: false }),
};

export const tencent: Provider = {
  name: 'Tencent Cloud',
  claims: (service) =>
    hasPrefix(
      service,
      'service.kubernetes.io/qcloud-',
      'service.kubernetes.io/tke-',
      'service.cloud.tencent.com/',
    ),
  balancerOf: ({ annotations }) => {
    const id = annotations.get('service.kubernetes.io/tke-existed-lbid');
    const isDirect = annotations.get('service.cloud.tencent.com/direct-access')?.text === 'true';
    return { kind: 'tencent-clb', settings: [], isDirect, ...(id === undefined ? {} : { id }) };
  },
};

/** The annotation of Huawei's, in seconds. */
export const HUAWEI_IDLE_KEY = 'kubernetes.io/elb.keepalive_timeout';

export const huawei: Provider = {
  name: 'Huawei Cloud',
  claims: (service) => hasPrefix(service, 'kubernetes.io/elb.'),
  balancerOf: ({ annotations }) => {
    const id = annotations.get('kubernetes.io/elb.id');
    return {
      kind: 'huawei-elb',
      settings: settingFrom(annotations.get(HUAWEI_IDLE_KEY), {
        key: 'keepalive-timeout',
        unitMs: 1_000,
      }),
      isDirect: annotations.get('kubernetes.io/elb.pass-through')?.text === 'true',
      ...(id === undefined ? {} : { id }),
    };
  },
};

export const oracle: Provider = {
  name: 'Oracle Cloud',
  claims: (service) =>
    hasPrefix(
      service,
      'service.beta.kubernetes.io/oci-',
      'oci.oraclecloud.com/',
      'oci-network-load-balancer.',
    ),
  balancerOf: ({ annotations }) => ({
    kind: 'oci-lb',
    settings: ['idle-timeout', 'idle-timeout-to-client'].flatMap((key) =>
      settingFrom(
        annotations.get('service.beta.kubernetes.io/oci-load-balancer-connection-idle-timeout'),
        {
          key,
          unitMs: 1_000,
        },
      ),
    ),
    isDirect: false,
  }),
};

export const kingsoft: Provider = {
  name: 'Kingsoft Cloud',
  claims: (service) => hasPrefix(service, 'service.beta.kubernetes.io/ksc-loadbalancer-'),
  balancerOf: () => ({ kind: 'ksyun-slb', settings: [], isDirect: false }),
};

export const ucloud: Provider = {
  name: 'UCloud',
  claims: (service) => hasPrefix(service, 'service.beta.kubernetes.io/ucloud-load-balancer-'),
  balancerOf: () => ({ kind: 'ucloud-clb', settings: [], isDirect: false }),
};

export const metallb: Provider = {
  name: 'MetalLB',
  claims: (service) => hasPrefix(service, 'metallb.universe.tf/', 'metallb.io/'),
  balancerOf: () => ({ kind: 'metallb', settings: [], isDirect: false }),
};
