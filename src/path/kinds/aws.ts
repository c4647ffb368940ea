import type { HopKind } from '../hop-kind.ts';
import { limitFrom, limitIfConfigured } from './from-catalogue.ts';

export const awsNlb: HopKind = {
  kind: 'aws-nlb',
  title: 'AWS Network Load Balancer',
  role: 'load-balancer',
  terminates: 'no',
  speaks: [],
  catalogue: ['aws-nlb-'],
  onIdle: ['rst-on-next-packet', 'silent'],
  limits: [
    limitFrom('aws-nlb-tcp-idle-timeout', {
      key: 'idle-timeout',
      effects: ['rst-on-next-packet', 'silent'],
    }),
  ],
};

export const awsAlb: HopKind = {
  kind: 'aws-alb',
  title: 'AWS Application Load Balancer',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['aws-alb-'],
  limits: [
    limitFrom('aws-alb-idle-timeout', { key: 'idle-timeout', effects: ['fin', 'close-notify'] }),
  ],
  // The age of an HTTP keep-alive connection; its effect on an upgraded one is not established.
  inert: ['client-keep-alive'],
};

export const awsClb: HopKind = {
  kind: 'aws-clb',
  title: 'AWS Classic Load Balancer',
  role: 'load-balancer',
  terminates: 'yes',
  speaks: ['tcp', 'tls'],
  catalogue: ['aws-clb-'],
  onIdle: ['fin', 'rst', 'close-notify'],
  limits: [
    limitFrom('aws-clb-idle-timeout', {
      key: 'idle-timeout',
      effects: ['fin', 'rst', 'close-notify'],
    }),
    limitIfConfigured('aws-clb-connection-draining', {
      key: 'connection-draining-timeout',
      event: 'backend-removed',
      effects: ['fin', 'rst'],
    }),
  ],
};

export const awsEc2: HopKind = {
  kind: 'aws-ec2',
  title: 'connection tracking of an AWS EC2 security group',
  role: 'nat',
  terminates: 'no',
  speaks: [],
  catalogue: ['aws-ec2-'],
  limits: [
    limitFrom('aws-ec2-conntrack-established', {
      key: 'established-timeout',
      effects: ['silent'],
    }),
  ],
};
