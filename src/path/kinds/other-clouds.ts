import type { HopKind } from '../hop-kind.ts';
import { limitFrom } from './from-catalogue.ts';

export const tencentClb: HopKind = {
  kind: 'tencent-clb',
  title: 'Tencent Cloud CLB, TCP listener',
  role: 'load-balancer',
  terminates: 'maybe',
  speaks: ['tcp'],
  catalogue: ['tencent-'],
  onIdle: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
  limits: [
    limitFrom('tencent-clb-idle', {
      key: 'idle-timeout',
      effects: ['rst', 'rst-on-next-packet', 'silent'],
    }),
  ],
};

export const huaweiElb: HopKind = {
  kind: 'huawei-elb',
  title: 'Huawei Cloud ELB, TCP listener',
  role: 'load-balancer',
  terminates: 'maybe',
  speaks: ['tcp'],
  catalogue: ['huawei-'],
  onIdle: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
  limits: [
    limitFrom('huawei-elb-keepalive-timeout', {
      key: 'keepalive-timeout',
      effects: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
    }),
  ],
};

/** For HTTP and WebSocket it has one clock per direction, so one-way traffic is not enough. */
export const ociLb: HopKind = {
  kind: 'oci-lb',
  title: 'Oracle Cloud Load Balancer',
  role: 'load-balancer',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['oci-'],
  limits: [
    limitFrom('oci-lb-idle', {
      key: 'idle-timeout',
      resetBy: 'bytes-to-backend',
      effects: ['fin', 'close-notify', 'rst'],
    }),
    limitFrom('oci-lb-idle', {
      key: 'idle-timeout-to-client',
      setting: 'idle timeout (to the client)',
      resetBy: 'bytes-to-client',
      effects: ['fin', 'close-notify', 'rst'],
    }),
  ],
};

export const ksyunSlb: HopKind = {
  kind: 'ksyun-slb',
  title: 'Kingsoft Cloud SLB, TCP listener',
  role: 'load-balancer',
  terminates: 'maybe',
  speaks: ['tcp'],
  catalogue: ['ksyun-'],
  limits: [
    limitFrom('ksyun-slb-tcp', {
      key: 'established-timeout',
      setting: 'TCP idle',
      effects: ['rst'],
    }),
  ],
};

export const ucloudClb: HopKind = {
  kind: 'ucloud-clb',
  title: 'UCloud CLB in request-proxy mode',
  role: 'load-balancer',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['ucloud-'],
  limits: [
    limitFrom('ucloud-clb-idle', {
      key: 'idle-timeout',
      effects: ['fin', 'rst', 'close-notify'],
    }),
  ],
};

/** It announces an address and keeps no session, so it has no timeout of its own. */
export const metallb: HopKind = {
  kind: 'metallb',
  title: 'MetalLB',
  role: 'load-balancer',
  terminates: 'no',
  speaks: [],
  catalogue: ['metallb'],
  limits: [],
};

export const cloudflare: HopKind = {
  kind: 'cloudflare',
  title: 'Cloudflare proxy',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['cloudflare-'],
  limits: [
    limitFrom('cloudflare-ws-idle', {
      key: 'idle-timeout',
      effects: ['fin', 'close-notify', 'close-frame'],
    }),
  ],
};
