import type { Rule } from '../rule.ts';
import { aliAlbIdle } from './ali-alb-idle.ts';
import { aliEstablishedTimeoutRange } from './ali-established-timeout-range.ts';
import { aliIdWithoutOverride } from './ali-id-without-override.ts';
import { aliL7ListenerForWs } from './ali-l7-listener-for-ws.ts';
import { aliLegacyPrefix } from './ali-legacy-prefix.ts';
import { aliListenerAnnotationInert } from './ali-listener-annotation-inert.ts';
import { aliNoConnectionDrain } from './ali-no-connection-drain.ts';
import { aliWrongTimeoutKey } from './ali-wrong-timeout-key.ts';
import { annotationNeedsAnother } from './annotation-needs-another.ts';
import { clientAgeVsPath } from './client-age-vs-path.ts';
import { clientExpectDropUnreachable } from './client-expect-drop-unreachable.ts';
import { clientHeartbeatVsPath } from './client-heartbeat-vs-path.ts';
import { clientKeepaliveHidesBalancer } from './client-keepalive-hides-balancer.ts';
import { clientTcpKeepaliveOnly } from './client-tcp-keepalive-only.ts';
import { f5NicUnit } from './f5-nic-unit.ts';
import { f5NicWebsocketServices } from './f5-nic-websocket-services.ts';
import { gwAnnotationWrongPlace } from './gw-annotation-wrong-place.ts';
import { gwConnectionLimit } from './gw-connection-limit.ts';
import { gwEnvoyStreamIdle } from './gw-envoy-stream-idle.ts';
import { gwGraceLtDrain } from './gw-grace-lt-drain.ts';
import { gwSseBuffering } from './gw-sse-buffering.ts';
import { gwTimeoutUnit } from './gw-timeout-unit.ts';
import { k8sBackendPortMissing } from './k8s-backend-port-missing.ts';
import { k8sDuplicateKey } from './k8s-duplicate-key.ts';
import { k8sGceClassField } from './k8s-gce-class-field.ts';
import { k8sIngressApiRemoved } from './k8s-ingress-api-removed.ts';
import { k8sIngressV1Fields } from './k8s-ingress-v1-fields.ts';
import { lbAlbIdle } from './lb-alb-idle.ts';
import { lbAwsIdle } from './lb-aws-idle.ts';
import { lbAzureSilent } from './lb-azure-silent.ts';
import { lbConnectionLimit } from './lb-connection-limit.ts';
import { lbGcpBackendTimeout } from './lb-gcp-backend-timeout.ts';
import { lbIdleDefault } from './lb-idle-default.ts';
import { lbLeavingTargetCut } from './lb-leaving-target-cut.ts';
import { lbNlbIpPrestop } from './lb-nlb-ip-prestop.ts';
import { lbProxyProtocolMismatch } from './lb-proxy-protocol-mismatch.ts';
import { lbTimeoutRange } from './lb-timeout-range.ts';
import { ngxAnnotationNoPrefix } from './ngx-annotation-no-prefix.ts';
import { ngxAnnotationOtherController } from './ngx-annotation-other-controller.ts';
import { ngxAnnotationUnknown } from './ngx-annotation-unknown.ts';
import { ngxConfigmapIntWithUnit } from './ngx-configmap-int-with-unit.ts';
import { ngxConfigmapUnknownKey } from './ngx-configmap-unknown-key.ts';
import { ngxGraceLtShutdown } from './ngx-grace-lt-shutdown.ts';
import { ngxHttp10BreaksWs } from './ngx-http10-breaks-ws.ts';
import { ngxLimitConnections } from './ngx-limit-connections.ts';
import { ngxLogLevelHidesTimeouts } from './ngx-log-level-hides-timeouts.ts';
import { ngxNoIngressClass } from './ngx-no-ingress-class.ts';
import { ngxProxyProtocolMismatch } from './ngx-proxy-protocol-mismatch.ts';
import { ngxReadTimeoutLtHeartbeat } from './ngx-read-timeout-lt-heartbeat.ts';
import { ngxReloadCapsLifetime } from './ngx-reload-caps-lifetime.ts';
import { ngxRetired } from './ngx-retired.ts';
import { ngxSendTimeoutNoEffect } from './ngx-send-timeout-no-effect.ts';
import { ngxSnippetDuplicate } from './ngx-snippet-duplicate.ts';
import { ngxSslPassthroughTimeouts } from './ngx-ssl-passthrough-timeouts.ts';
import { ngxStreamTimeoutGlobal } from './ngx-stream-timeout-global.ts';
import { ngxTimeoutHasUnit } from './ngx-timeout-has-unit.ts';
import { ngxTimeoutNegative } from './ngx-timeout-negative.ts';
import { ngxTimeoutNotString } from './ngx-timeout-not-string.ts';
import { ngxTimeoutZero } from './ngx-timeout-zero.ts';
import { ngxWorkerConnections } from './ngx-worker-connections.ts';
import { ngxWssNoTlsSection } from './ngx-wss-no-tls-section.ts';
import { pathCapacity } from './path-capacity.ts';
import { pathConntrackLtIngress } from './path-conntrack-lt-ingress.ts';
import { pathIpvs900 } from './path-ipvs-900.ts';
import { pathLbIdleLtIngress } from './path-lb-idle-lt-ingress.ts';
import { pathNotUnderstood } from './path-not-understood.ts';
import { podGraceDefault } from './pod-grace-default.ts';
import { podGraceZero } from './pod-grace-zero.ts';
import { podLivenessHasty } from './pod-liveness-hasty.ts';
import { podNoDisruptionBudget } from './pod-no-disruption-budget.ts';
import { podNoPrestop } from './pod-no-prestop.ts';
import { podNoReadiness } from './pod-no-readiness.ts';
import { podPrestopExceedsGrace } from './pod-prestop-exceeds-grace.ts';
import { podRecreate } from './pod-recreate.ts';
import { podScaleDown } from './pod-scale-down.ts';
import { svcAffinityIpvs } from './svc-affinity-ipvs.ts';
import { svcEtpCluster } from './svc-etp-cluster.ts';
import { svcEtpLocal } from './svc-etp-local.ts';
import { svcHealthPortWithoutLocal } from './svc-health-port-without-local.ts';
import { svcLbIdSharedPort } from './svc-lb-id-shared-port.ts';
import { svcSessionAffinity } from './svc-session-affinity.ts';
import { svcTlsPortSameTarget } from './svc-tls-port-same-target.ts';
import { unitMilliseconds } from './unit-milliseconds.ts';
import { wsNoUpgrade } from './ws-no-upgrade.ts';
import { wsSocketioAffinity } from './ws-socketio-affinity.ts';

/** Every rule. A new one is a file and a line here. */
export const RULES: readonly Rule[] = [
  aliAlbIdle,
  aliEstablishedTimeoutRange,
  aliIdWithoutOverride,
  aliL7ListenerForWs,
  aliLegacyPrefix,
  aliListenerAnnotationInert,
  aliNoConnectionDrain,
  aliWrongTimeoutKey,
  annotationNeedsAnother,
  clientAgeVsPath,
  clientExpectDropUnreachable,
  clientHeartbeatVsPath,
  clientKeepaliveHidesBalancer,
  clientTcpKeepaliveOnly,
  f5NicUnit,
  f5NicWebsocketServices,
  gwAnnotationWrongPlace,
  gwConnectionLimit,
  gwEnvoyStreamIdle,
  gwGraceLtDrain,
  gwSseBuffering,
  gwTimeoutUnit,
  k8sBackendPortMissing,
  k8sDuplicateKey,
  k8sGceClassField,
  k8sIngressApiRemoved,
  k8sIngressV1Fields,
  lbAlbIdle,
  lbAwsIdle,
  lbAzureSilent,
  lbConnectionLimit,
  lbGcpBackendTimeout,
  lbIdleDefault,
  lbLeavingTargetCut,
  lbNlbIpPrestop,
  lbProxyProtocolMismatch,
  lbTimeoutRange,
  ngxAnnotationNoPrefix,
  ngxAnnotationOtherController,
  ngxAnnotationUnknown,
  ngxConfigmapIntWithUnit,
  ngxConfigmapUnknownKey,
  ngxGraceLtShutdown,
  ngxHttp10BreaksWs,
  ngxLimitConnections,
  ngxLogLevelHidesTimeouts,
  ngxNoIngressClass,
  ngxProxyProtocolMismatch,
  ngxReadTimeoutLtHeartbeat,
  ngxReloadCapsLifetime,
  ngxRetired,
  ngxSendTimeoutNoEffect,
  ngxSnippetDuplicate,
  ngxSslPassthroughTimeouts,
  ngxStreamTimeoutGlobal,
  ngxTimeoutHasUnit,
  ngxTimeoutNegative,
  ngxTimeoutNotString,
  ngxTimeoutZero,
  ngxWorkerConnections,
  ngxWssNoTlsSection,
  pathCapacity,
  pathConntrackLtIngress,
  pathIpvs900,
  pathLbIdleLtIngress,
  pathNotUnderstood,
  podGraceDefault,
  podGraceZero,
  podLivenessHasty,
  podNoDisruptionBudget,
  podNoPrestop,
  podNoReadiness,
  podPrestopExceedsGrace,
  podRecreate,
  podScaleDown,
  svcAffinityIpvs,
  svcEtpCluster,
  svcEtpLocal,
  svcHealthPortWithoutLocal,
  svcLbIdSharedPort,
  svcSessionAffinity,
  svcTlsPortSameTarget,
  unitMilliseconds,
  wsNoUpgrade,
  wsSocketioAffinity,
];

const BY_ID = new Map(RULES.map((rule) => [rule.id, rule]));

/** The rule with this id, case-insensitively. */
export function ruleOf(id: string): Rule | undefined {
  return BY_ID.get(id.toUpperCase());
}
