import type { Service } from '../../../objects/service.ts';
import type { Family } from '../../family.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import type { Balancer } from '../../ownership.ts';
import { annotation } from '../../place.ts';
import { cloudIdle, cloudUnknown, PROXY_ENDS } from '../hosters/cloud-idle.ts';
import { balancerKind, claimsBy, timeoutsOf } from '../hosters/service-balancer.ts';

const PREFIX = 'service.kubernetes.io/ibm-load-balancer-cloud-provider-';
const KEY = `${PREFIX}vpc-idle-connection-timeout`;
const DOCS = 'https://cloud.ibm.com/docs/openshift?topic=openshift-vpclb_manage';

const IDLE = cloudIdle({
  id: 'ibm-vpc-alb-idle-connection-timeout',
  component: 'IBM Cloud VPC load balancer (ALB)',
  setting: 'idle-connection-timeout',
  configuredIn: [{ where: 'Service annotation', key: KEY }],
  default: '50 s; some accounts have more',
  defaultMs: 50_000,
  range: '50-7200 s',
  rangeMs: [50_000, 7_200_000],
  measures: 'idle time of a listener, at the client and at the server side',
  verified: 'documentation',
  sources: [DOCS, 'https://cloud.ibm.com/docs/vpc?topic=vpc-alb-updating (50 to 7200 s)'],
});

const NLB = cloudUnknown({
  id: 'ibm-nlb',
  component: 'IBM Cloud network load balancer',
  sources: [DOCS],
});

const alb = balancerKind({
  kind: 'ibm-vpc-alb',
  title: 'IBM Cloud VPC load balancer (ALB)',
  terminates: 'yes',
  catalogue: ['ibm-'],
  limits: [
    limitFrom(IDLE, {
      key: 'idle-timeout',
      place: annotation('balancer', KEY, { notation: WHOLE_SECONDS }),
      effects: PROXY_ENDS,
    }),
  ],
});

const nlb = balancerKind({
  kind: 'ibm-nlb',
  title: 'IBM Cloud network load balancer',
  catalogue: ['ibm-nlb'],
});

export const ibmFamily: Family = {
  kinds: [alb, nlb],
  catalogue: [IDLE, NLB],
  balancers: {
    name: 'IBM Cloud',
    claims: claimsBy({ prefixes: [PREFIX] }),
    cluster: {
      providerIds: ['ibm://', 'ibmcloud://'],
      nodeLabels: ['ibm-cloud.kubernetes.io/'],
      provisioners: ['vpc.block.csi.ibm.io', 'ibm.io/ibmc-block', 'ibm.io/ibmc-file'],
    },
    balancerOf,
    sendsProxyProtocol: ({ annotations }) =>
      (annotations.get(`${PREFIX}enable-features`)?.text ?? '').includes('proxy-protocol'),
  },
};

/** `nlb` is a feature, and the default of clusters outside of a VPC. */
function balancerOf(service: Service): Balancer {
  const { annotations, object } = service;
  const isNlb = /\bnlb\b|ipvs/.test(annotations.get(`${PREFIX}enable-features`)?.text ?? '');
  if (isNlb) {
    const unread = timeoutsOf("IBM Cloud's network load balancer", service);
    return { kind: 'ibm-nlb', isDirect: false, unread };
  }
  const unread = { what: 'the settings of the IBM Cloud account', at: object.at };
  const isWritten = annotations.has(KEY);
  return {
    kind: 'ibm-vpc-alb',
    isDirect: false,
    // cloud.ibm.com/docs/vpc?topic=vpc-advanced-traffic-management
    connectionsMax: { count: 2_000, setting: 'max connections of the listener' },
    settings: isWritten ? [] : [{ key: 'idle-timeout', unread }],
  };
}
