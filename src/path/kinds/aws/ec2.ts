import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  PACKETS_RESET,
} from '../../catalogue/entry.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';

/** AWS EC2. */
export const EC2 = [
  {
    id: 'aws-ec2-conntrack-established',
    hop: 'node',
    component: 'AWS EC2 security-group connection tracking',
    setting: 'TcpEstablishedTimeout',
    configuredIn: [{ where: 'ENI ConnectionTrackingSpecification', key: 'TcpEstablishedTimeout' }],
    default: '432000 s; 350 s on Nitro v6 instance types (except P6e-GB200)',
    defaultMs: 432_000_000,
    range: '60-432000 s',
    rangeMs: [60_000, 432_000_000],
    kind: 'idle-bidirectional',
    measures: 'idle established connection tracked by security groups',
    resetBy: PACKETS_RESET,
    endsAs: { tcp: 'silent drop of later packets (inferred)' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [
      'https://docs.aws.amazon.com/de_de/AWSEC2/latest/APIReference/API_ConnectionTrackingConfiguration.html',
      'https://docs.aws.amazon.com/sdk-for-python/v4/reference/clients/ec2/structures/ConnectionTrackingConfiguration/',
    ],
    notes: 'A node-type change can introduce a 350 s cut by itself.',
  },
] as const satisfies readonly CatalogueEntry[];

const ec2Entry = entryFinder(EC2);

export const awsEc2: HopKind = {
  kind: 'aws-ec2',
  title: 'connection tracking of an AWS EC2 security group',
  role: 'nat',
  terminates: 'no',
  speaks: [],
  catalogue: ['aws-ec2-'],
  limits: [
    limitFrom(ec2Entry('aws-ec2-conntrack-established'), {
      key: 'established-timeout',
      change: (ms) => ({
        where: 'connection tracking specification of the network interface',
        key: 'TcpEstablishedTimeout',
        text: [`TcpEstablishedTimeout=${WHOLE_SECONDS.write(ms)}`],
      }),
      effects: ['silent'],
    }),
  ],
};
