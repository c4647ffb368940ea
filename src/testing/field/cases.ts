/** A case that people fought with in public, and the test that shows it explained. */
interface FieldCase {
  readonly issue: string;
  readonly symptom: string;
  /** A test of the repository, by the start of its name; none where no client can see it. */
  readonly test: string | undefined;
}

/** Of #1088 a client sees who stays on the old workers, not the memory that they take. */
export const FIELD_CASES: readonly FieldCase[] = [
  ['ingress-nginx #2917', 'an idle WebSocket is closed after a minute'],
  ['ingress-nginx #5167', '60 s in spite of a read timeout of an hour'],
  ['ingress-nginx #5539', '1006 at exactly 100 s'],
  ['ingress-nginx #5830', 'closed after 15 minutes whatever the annotations'],
  ['ingress-nginx #8977', 'live WebSockets die four minutes after any change of an Ingress'],
  ['ingress-nginx #9516', 'a shutdown timeout of 10 s, and death after 26, 29, 32 s'],
  ['ingress-nginx #2647', 'drops move from 10 s to 5 min with worker-shutdown-timeout'],
  ['gameserver-ingress-controller #21', 'drops every four minutes'],
  ['nginx-gateway-fabric #5524', 'drops on every reload, and pings do not help'],
  ['ingress-nginx #1088', 'old workers pile up'],
  ['ingress-nginx #11515', 'long-lived connections fail on a rollout'],
  ['kubernetes-ingress #715', 'dropped at the read timeout in spite of pings'],
  ['gameweaver #87', 'killed after five hours though pings were answered'],
  ['ingress-nginx #5695', 'a reset only on the next write after 350 s'],
  ['ingress-nginx #8989', 'TCP through the ingress ends at 600 s'],
  ['aws-load-balancer-controller #2681', 'a timeout beyond what the balancer can do'],
  ['cloud-provider-alibaba-cloud #291', 'a balancer of 900 s before an ingress of 10800 s'],
  ['cloud-provider-alibaba-cloud #485', 'a deleted pod is taken out at once'],
  ['kube-router #521', 'IPVS forgets idle sessions after 900 s'],
  ['AKS #1052', 'half-open connections after an upgrade of the balancer'],
  ['haproxy #2280', 'a client timeout wins over the tunnel timeout'],
  ['envoy #20062', 'killed every 15 s, or after five idle minutes'],
  ['kubernetes #38456', 'after a scale-up connections stay on the old pods'],
  ['centrifugo #982', 'a reload drops everyone, and all come back at once'],
  ['hive #5090', 'flaps of 30 to 90 s, all 1006'],
].map(([issue, symptom]) => ({ issue: issue!, symptom: symptom!, test: `${issue}: ` }));
