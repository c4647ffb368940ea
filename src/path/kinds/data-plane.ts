import type { HopKind, LimitSpec } from '../hop-kind.ts';
import { limitFrom } from './from-catalogue.ts';

/** The entry is gone and nobody is told: what follows depends on who speaks next, and was not measured. */
const EXPIRY: Pick<LimitSpec, 'effects'> = { effects: ['rst-on-next-packet', 'silent'] };

export const kubeProxyIpvs: HopKind = {
  kind: 'kube-proxy-ipvs',
  title: 'kube-proxy in IPVS mode',
  role: 'nat',
  terminates: 'no',
  speaks: [],
  catalogue: ['kube-proxy-ipvs-'],
  onIdle: ['rst-on-next-packet', 'silent'],
  limits: [
    limitFrom('kube-proxy-ipvs-tcp-timeout', {
      ...EXPIRY,
      key: 'ipvs-tcp-timeout',
      setting: '--ipvs-tcp-timeout',
    }),
  ],
};

export const cilium: HopKind = {
  kind: 'cilium',
  title: 'Cilium in place of kube-proxy',
  role: 'nat',
  terminates: 'no',
  speaks: [],
  catalogue: ['cilium-ct-'],
  limits: [
    limitFrom('cilium-ct-tcp', {
      ...EXPIRY,
      key: 'ct-timeout',
      setting: 'bpf-ct-timeout-service-tcp',
    }),
  ],
};

export const calicoEbpf: HopKind = {
  kind: 'calico-ebpf',
  title: 'Calico with its eBPF data plane',
  role: 'nat',
  terminates: 'no',
  speaks: [],
  catalogue: ['calico-ebpf-'],
  limits: [
    limitFrom('calico-ebpf-ct', {
      ...EXPIRY,
      key: 'tcp-established',
      setting: 'BPFConntrackTimeouts.TCPEstablished',
      // Its sweep runs every 10 s.
      lateMs: 11_000,
    }),
  ],
};
