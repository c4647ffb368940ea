import type { HopKind, LimitSpec } from '../hop-kind.ts';
import { limitFrom, limitIfConfigured } from './from-catalogue.ts';

const DRAIN: LimitSpec = limitIfConfigured('alibaba-clb-connection-drain', {
  key: 'connection-drain-timeout',
  setting: 'ConnectionDrainTimeout',
  event: 'backend-removed',
  effects: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
});

export const alibabaSlb: HopKind = {
  kind: 'alibaba-slb',
  title: 'Alibaba Cloud CLB (classic SLB), TCP listener',
  role: 'load-balancer',
  terminates: 'maybe',
  speaks: ['tcp'],
  catalogue: ['alibaba-clb-', 'alibaba-ccm-'],
  onIdle: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
  limits: [
    limitFrom('alibaba-clb-tcp-established-timeout', {
      key: 'established-timeout',
      effects: ['rst'],
      // Measured on an LVS-type balancer: -17 to +58 ms; whether Alibaba's has whole seconds is not known.
      earlyMs: 80,
      lateMs: 250,
      reference: 'alibabacloud.com/help/en/slb/the-endpoint-of-the-slb-instance-timed-out',
    }),
    DRAIN,
  ],
};

/** Alibaba's newer name for the same product. */
export const alibabaClb: HopKind = { ...alibabaSlb, kind: 'alibaba-clb' };

export const alibabaSlbHttp: HopKind = {
  kind: 'alibaba-slb-http',
  title: 'Alibaba Cloud CLB (classic SLB), HTTP or HTTPS listener',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['alibaba-clb-'],
  limits: [
    limitFrom('alibaba-clb-http-idle-timeout', {
      key: 'idle-timeout',
      effects: ['fin', 'close-notify', 'rst'],
    }),
    DRAIN,
  ],
  // It ends only the wait for an answer, so the handshake.
  inert: ['request-timeout'],
};

export const alibabaNlb: HopKind = {
  kind: 'alibaba-nlb',
  title: 'Alibaba Cloud NLB, TCP listener',
  role: 'load-balancer',
  terminates: 'maybe',
  speaks: ['tcp'],
  catalogue: ['alibaba-nlb-', 'alibaba-clb-connection-drain', 'alibaba-clb-proxy-protocol'],
  onIdle: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
  limits: [
    limitFrom('alibaba-nlb-idle-timeout', {
      key: 'idle-timeout',
      effects: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
    }),
    DRAIN,
  ],
};

export const alibabaAlb: HopKind = {
  kind: 'alibaba-alb',
  title: 'Alibaba Cloud ALB',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['alibaba-alb-'],
  limits: [
    limitFrom('alibaba-alb-idle-timeout', {
      key: 'idle-timeout',
      effects: ['fin', 'close-notify', 'rst'],
    }),
  ],
  inert: ['request-timeout'],
};

export const alibabaEcs: HopKind = {
  kind: 'alibaba-ecs',
  title: 'session table of an Alibaba Cloud ECS network interface',
  role: 'nat',
  terminates: 'no',
  speaks: [],
  catalogue: ['alibaba-ecs-'],
  limits: [
    limitIfConfigured('alibaba-ecs-idle-connection', {
      key: 'established-timeout',
      effects: ['silent'],
    }),
  ],
};
