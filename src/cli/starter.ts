/** What `soak init` writes: readable from top to bottom, and it loads as it is. */
export const STARTER = `# yaml-language-server: $schema=scenario.schema.json
# For completion and checks in your editor: soak schema > scenario.schema.json
soak: 1
name: my-soak
description: Holds TCP and WSS connections through the load balancer and the ingress

# The hops between this machine and the pods, from client to backend. Drops are explained with them: write
# what differs from the defaults of each kind. "soak catalogue" lists the kinds and their settings.
path:
  - hop: client
    kind: generator
  - hop: slb
    kind: alibaba-slb
    established-timeout: 900s
    # listeners: { 443: { established-timeout: 600s } }   # if one port differs
    # on-idle: rst-on-next-packet     # or rst-both, silent, fin-proxy: how it drops idle connections
  - hop: ingress
    kind: ingress-nginx
    proxy-read-timeout: 3600s
    proxy-send-timeout: 3600s
    worker-shutdown-timeout: 240s
  - hop: node
    kind: conntrack
  - hop: pod
    kind: pod

# Groups of identical connections. Durations and sizes always have a unit: 30s, 5m, 3h 5m, 256B.
targets:
  tcp-80:
    tcp: slb.example.internal:80
    connections: 1_000
    heartbeat: { every: 300s, send: "PING\\n", expect: "PONG\\n", within: 5s }
    # Bytes instead of text:          send: { hex: "0a0b" }
    # A login first:                  on-open: [{ send: "LOGIN me\\n", expect: "OK" }]
    # Dial again after a drop:        on-drop: { redial: { base: 1s, max: 60s } }

  tcp-80-silent:                      # deliberately idle: the load balancer must drop it at 900 s
    tcp: slb.example.internal:80
    connections: 50
    silent: true
    expect-drop: { at-idle: 900s, tolerance: 15s, by: slb }

  wss-443:
    wss: wss://ws.example.com/soak
    connections: 1_000
    ping: { every: 30s, pong-within: 10s }
    message: { every: 60s, size: 256B, verify: echo }
    # Secrets come from the environment and are never written to a report:
    # headers:
    #   Authorization: Bearer \${env:SOAK_TOKEN}

load:
  ramp: 60s                           # or a rate: 100/s
  hold: 1h 5m                         # longer than the longest timeout that you want to test
  drain: 10s
  # max-rate: 500/s                   # maximum dials per second, including redials

# Stops early, to spare a target that refuses too many dials:
# abort-when: { refused: 50%, over: 30s }

# source:
#   addresses: [10.0.3.11, 10.0.3.12]   # one address has about 28,000 ports per destination

# A threshold without data never passes.
pass-when:
  drops: "< 0.5% with 95% confidence"
  unexplained-drops: 0
  connect-failures: 0
  rtt: { p99: "< 500ms" }

# Events during the run; drops can be attributed to them. From outside: soak mark RUN "reload"
# events:
#   - { at: 30m, label: rollout, hop: pod, event: backend-stop, run: kubectl rollout restart deployment/link }
# events-from: { kubernetes: { namespace: link } }   # pods, ingresses, ConfigMaps, through your kubectl

# report:
#   webhook: { url: "\${env:SOAK_WEBHOOK}", when: not-passed }   # posts the result to a chat

# lab: true                           # builds the path on this machine; targets then use tcp: lab:80
`;
