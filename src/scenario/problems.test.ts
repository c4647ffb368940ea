import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsText } from '../cli/print-problems.ts';
import { plain } from '../report/text/paint.ts';
import { assertProduct } from '../testing/report/golden.ts';
import { loadScenario } from './load.ts';

const ENV = { TOKEN: 'canary-0123456789', EMPTY: '' };
const FILES: Readonly<Record<string, string>> = { 'not.pem': 'hello', 'empty.txt': '\n' };

function readFile(name: string): string {
  const text = FILES[name];
  if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  return text;
}

const HEAD = 'soak: 1\nname: test\n';
const LOAD = 'load: { ramp: 1s, hold: 1m }\n';
const PATH =
  'path:\n  - { hop: slb, kind: alibaba-slb }\n  - { hop: ingress, kind: ingress-nginx }\n';

/** One target with these lines. */
function target(...lines: readonly string[]): string {
  return `${HEAD}${PATH}targets:\n  a:\n${lines.map((line) => `    ${line}\n`).join('')}${LOAD}`;
}

function path(...lines: readonly string[]): string {
  const hops = lines.map((line) => `  ${line}\n`).join('');
  return `${HEAD}path:\n${hops}targets:\n  a: { tcp: "h:80" }\n${LOAD}`;
}

function rest(...lines: readonly string[]): string {
  return `${HEAD}${PATH}targets:\n  a: { tcp: "h:80" }\n${LOAD}${lines.join('\n')}\n`;
}

function inLab(...lines: readonly string[]): string {
  return rest(...lines).replace('h:80', 'lab:80');
}

/** Files that cannot be used, one for each kind of mistake. */
const CASES: Readonly<Record<string, string>> = {
  'an empty file': '',
  'TLS of long ago': target('wss: wss://h/', 'tls-min: 1.1', 'resume: maybe'),
  'ALPN that no WebSocket can be opened with': target('wss: wss://h/', 'alpn: [h2]'),
  'limits on the load that cannot be read': rest(
    'allow: ["203.0.113.0/33", "http://h/", "h.example.com"]',
    'abort-when: { refused: 0.5 }',
  ),
  'only a comment': '# nothing\n',
  'a list instead of a map': '- soak: 1\n',
  'not YAML at all': '{"soak": 1,\n',
  'tabs for indentation': 'soak: 1\ntargets:\n\ta: 1\n',
  'a quote that never ends': `${HEAD}description: "begins\n`,
  'two documents': `${HEAD}targets: {}\n---\nsoak: 1\n`,
  'a reference without quotes between braces':
    'soak: 1\nname: t\ntargets:\n  a: { wss: wss://h/, headers: { Authorization: Bearer ${env:TOKEN} } }\n',
  'a tag': `${HEAD}seed: !secret 5\n`,
  'a key twice': `${HEAD}name: again\ntargets: { a: { tcp: h:80 } }\n${LOAD}`,
  'an alias of nothing': `${HEAD}seed: *nothing\n`,
  'an alias of itself': `${HEAD}targets: &all { a: *all }\n${LOAD}`,
  'nesting without end': `${HEAD}targets: ${'['.repeat(200)}\n`,
  'another version': 'soak: 2\nname: t\ntargets: { a: { tcp: h:80 } }\nload: { hold: 1m }\n',
  'nothing that is needed': 'soak: 1\n',
  'empty sections': 'soak: 1\nname:\ntargets:\nload:\n',
  'no target': `${HEAD}targets: {}\n${LOAD}`,
  'an unknown key at the top': rest('pass_when: { drops: 0 }'),
  'unknown keys deep inside': target('tcp: h:80', 'heartbeat: { every: 5s, sned: x, colour: red }'),
  'a number without its unit': target('tcp: h:80', 'heartbeat: { every: 300 }'),
  'an unknown unit': target('tcp: h:80', 'open-timeout: 5 sec'),
  'a count with commas': target('tcp: h:80', 'connections: 20,000'),
  'a count out of range': target('tcp: h:80', 'connections: 0'),
  'too many connections in all': `${HEAD}targets:\n  a: { tcp: "h:80", connections: 600k }\n  b: { tcp: "h:81", connections: 600k }\n${LOAD}`,
  'a size without its unit': target('wss: wss://h/', 'message: { every: 5s, size: 256 }'),
  'jitter of more than half': target('tcp: h:80', 'heartbeat: { every: 5s }', 'jitter: 80%'),
  'no address': target('connections: 5'),
  'two addresses': target('tcp: h:80', 'wss: wss://h/'),
  'an address without its port': target('tcp: slb.example.internal'),
  'a URL as an address': target('tcp: wss://h/'),
  'a URL of another scheme': target('wss: https://h/'),
  'a URL with a password': target('wss: wss://me:canary-literal@h/'),
  'a port that does not exist': target('tcp: h:70000'),
  'the lab without a lab': target('tcp: lab:80'),
  'a bad name of a target': `${HEAD}targets: { "a/b": { tcp: "h:80" } }\n${LOAD}`,
  'a ping on plain TCP': target('tcp: h:80', 'ping: { every: 5s }', 'message: { every: 5s }'),
  'two words for messages': target(
    'ws: ws://h/',
    'message: { every: 5s }',
    'payload: { every: 5s }',
  ),
  'silence and a heartbeat': target('tcp: h:80', 'silent: true', 'heartbeat: { every: 5s }'),
  'an answer later than the next question': target(
    'ws: ws://h/',
    'ping: { every: 5s, pong-within: 6s }',
  ),
  'five things to say': target(
    'ws: ws://h/',
    'heartbeat: [{ every: 1s }, { every: 2s }, { every: 3s }]',
    'ping: { every: 5s }',
    'message: { every: 5s }',
  ),
  'bytes that are no bytes': target('tcp: h:80', 'heartbeat: { every: 5s, send: { hex: 0x0 } }'),
  'a payload of another shape': target(
    'tcp: h:80',
    'heartbeat: { every: 5s, send: { base64: aa } }',
  ),
  'a login that says nothing': target('tcp: h:80', 'on-open: [{ within: 5s }]'),
  'headers on plain TCP': target('tcp: h:80', 'headers: { A: b }', 'subprotocols: [x]'),
  'headers that are not ours to set': target(
    'ws: ws://h/',
    'headers:',
    '  Upgrade: x',
    '  "a b": x',
    '  X-A: 1',
    '  x-a: 2',
  ),
  'a header with a line end': target('ws: ws://h/', 'headers: { X-A: "a\\r\\nB: c" }'),
  'TLS settings without TLS': target(
    'tcp: h:80',
    'insecure: true',
    'server-name: x',
    'tls-min: TLSv1.3',
    'alpn: [x]',
    'resume: true',
  ),
  'a certificate without its key': target('tls: h:443', 'cert: not.pem'),
  'an authority that does not exist': target('tls: h:443', 'ca: missing.pem'),
  'a redial that shrinks': target('tcp: h:80', 'on-drop: { redial: { base: 5s, max: 1s } }'),
  'an unknown choice': target('tcp: h:80', 'on-drop: redail', 'final-probe: of'),
  'a final probe that proves nothing': target(
    'tcp: h:80',
    'final-probe: { send: x, expect: none }',
  ),
  'an expected drop without a time': target('tcp: h:80', 'expect-drop: { by: slb }'),
  'an expected drop with two times': target(
    'tcp: h:80',
    'expect-drop: { at-idle: 5s, at-age: 5s }',
  ),
  'an expected drop by a hop elsewhere': target(
    'tcp: h:80',
    'expect-drop: { at-idle: 900s, by: ingress }',
  ),
  'an expected silence that is broken': target(
    'tcp: h:80',
    'heartbeat: { every: 5s }',
    'expect-drop: { at-idle: 900s, by: slb }',
  ),
  'via an unknown hop': target('tcp: h:80', 'via: [slbb]'),
  'an unknown kind of hop': path('- { hop: slb, kind: alibaba-sbl }'),
  'a hop whose name is a list of maps': path('- { hop: [{ a: 1 }], kind: pod }'),
  'a hop with the name of soak itself': path('- { hop: generator, kind: pod }'),
  'a hop whose kind is a map': path('- { hop: slb, kind: { a: 1 } }'),
  'a hop without a kind': path('- { hop: slb }'),
  'a setting of another kind': path('- { hop: slb, kind: alibaba-slb, proxy-read-timeout: 5s }'),
  'a setting with a slip': path('- hop: ingress', '  kind: ingress-nginx', '  proxyReadTimout: 5s'),
  'a setting that the vendor does not accept': path(
    '- { hop: slb, kind: alibaba-slb, established-timeout: 10800s }',
  ),
  'a listener on no port': path(
    '- hop: slb',
    '  kind: alibaba-slb',
    '  listeners: { http: { established-timeout: 60s } }',
  ),
  'two hops of one name': path(
    '- { hop: slb, kind: alibaba-slb }',
    '- { hop: slb, kind: conntrack }',
  ),
  'a way of forgetting that it has not': path(
    '- { hop: node, kind: conntrack, on-idle: fin-proxy }',
  ),
  'a limit at no event': path(
    '- { hop: x, kind: custom, limits: [{ setting: s, after: 5s, starts-at: event }] }',
  ),
  'an effect that nobody knows': path(
    '- { hop: x, kind: custom, limits: [{ setting: s, after: 5s, effects: [rts] }] }',
  ),
  'no hold': `${HEAD}targets: { a: { tcp: "h:80" } }\nload: { ramp: 5s }\n`,
  'a ramp of neither time nor rate': `${HEAD}targets: { a: { tcp: "h:80" } }\nload: { ramp: 100 per s, hold: 1m }\n`,
  'stages and a hold': `${HEAD}targets: { a: { tcp: "h:80" } }\nload: { hold: 5s, stages: [{ over: 5s, to: 0% }] }\n`,
  'addresses and ports to dial from': rest(
    'source: { addresses: [10.0.0.300], ports: 60000-20000 }',
  ),
  'a threshold that is none': rest('pass-when:', '  - drops are few'),
  'a metric that nobody measures': rest('pass-when: [drosp < 5]'),
  'a threshold without its unit': rest(
    'pass-when:',
    '  rtt: { p99: "< 200" }',
    '  drops: "< 0.1 percent"',
  ),
  'a confidence of a count': rest('pass-when: ["drops < 5 with 95% confidence"]'),
  'a threshold twice, and for nobody': rest(
    'pass-when:',
    '  - drops == 0',
    '  - drops == 0',
    '  - { threshold: drops == 0, target: b }',
  ),
  'thresholds that ask for nothing': rest('pass-when: {}'),
  'a fault of two kinds': inLab('lab: { faults: [{ at: 1s, rst: slb, fin: slb }, { at: 1s }] }'),
  'a fault to nobody': inLab(
    'lab: { faults: [{ at: 1s, reload: ingres }, { at: 2s, rst: slb, target: b }] }',
  ),
  'a reload of what does not reload': inLab('lab: { faults: [{ at: 1s, reload: slb }] }'),
  'a fault with what it has not': inLab(
    'lab: { faults: [{ at: 1s, rst: slb, code: 1001, for: 5s }] }',
  ),
  'a code that no Close frame carries': inLab(
    'lab: { faults: [{ at: 1s, close-frame: backend, code: 1006 }] }',
  ),
  'a lab that nobody dials': rest('lab: true'),
  'a timeout of nothing': path('- { hop: i, kind: ingress-nginx, proxy-read-timeout: 0s }'),
  'hosts that are none': `${HEAD}targets:\n  a: { tcp: "-a..b:80" }\n  b: { tls: "[:::::]:443" }\n  c: { wss: "wss://[12]/" }\n${LOAD}`,
  'a name that reads backwards': `${HEAD.replace('test', '"a\\u202Eb"')}targets: { a: { tcp: "h:80" } }\n${LOAD}`,
  'a reference that never closes': target('wss: wss://h/', 'headers: { A: "Bearer ${env:TOKEN" }'),
  'a confidence for an equality': rest('pass-when: { drops: "== 0.1% with 95% confidence" }'),
  'faults and events after the end': inLab(
    'lab: { faults: [{ at: 5m, rst: slb }] }',
    'events: [{ at: 1h, label: late }]',
  ),
  'events of no kind and too often': rest(
    'events:',
    '  - { at: 1s, label: one, event: explosion }',
    '  - { at: 1s, label: two, repeat: { every: 1ms, times: 2000 } }',
  ),
  'events to nobody, and a timeout of nothing': inLab(
    'events:',
    '  - { at: 1s, label: one, hop: ingres }',
    '  - { at: 1s, label: two, timeout: 5s }',
  ),
  'labels that select nothing': rest('events-from: { kubernetes: { pods: "app in (a, b)" } }'),
  'too many events': rest(
    'events:',
    ...Array.from(
      { length: 11 },
      () => '  - { at: 0s, label: again, repeat: { every: 1s, times: 1000 } }',
    ),
  ),
  'an unset variable': target(
    'wss: wss://h/',
    'headers:',
    '  Authorization: Bearer ${env:NOT_SET}',
    '  X-B: ${env:EMPTY}',
  ),
  'a missing file': target(
    'wss: wss://h/',
    'headers: { X-A: "${file:missing.txt}", X-B: "${file:empty.txt}" }',
  ),
  'a reference of no kind': target(
    'wss: wss://h/',
    'headers: { X-A: "${TOKEN}", X-B: "${vault:x}" }',
  ),
  'a secret in the wrong place': target('tcp: h:80', 'open-timeout: ${env:TOKEN}'),
  'a literal secret beside a mistake': target(
    'wss: wss://h/?token=canary-literal',
    'headers: { Authorization: canary-literal, Upgrade: x }',
  ),
  'many mistakes at once': `soak: 1
nam: x
path:
  - { hop: slb, kind: alibaba-sbl }
  - { hop: ingress, kind: ingress-nginx, proxy-read-timeout: 10800 }
targets:
  good: { tcp: "h:80", via: [ingres] }
  bad: { tcp: "h:80", ping: { evry: 5s } }
load: { ramp: fast, hold: 3h }
pass-when: { drops: "< many" }
`,
};

function problemsOf(text: string) {
  const loaded = loadScenario(text, { file: 'scenario.yaml', env: ENV, readFile });
  return loaded.ok ? [] : loaded.problems;
}

test('every kind of mistake is told at its place, with the line, a caret and what would be right', () => {
  const printed = Object.entries(CASES).map(([title, text]) => {
    const problems = problemsOf(text);
    assert.ok(problems.length > 0, `${title} is not noticed`);
    return `=== ${title}\n${problemsText(problems, plain)}`;
  });
  assertProduct('src/scenario/golden/problems.txt', printed.join('\n'));
});

test('a problem has a place, a hint, a line of at most 80 columns, and never a secret', () => {
  for (const [title, text] of Object.entries(CASES)) {
    const problems = problemsOf(text);
    for (const { at, hint } of problems) {
      assert.ok(at.line >= 1 && at.column >= 1, title);
      assert.notEqual(hint ?? '', '', title);
    }
    const printed = problemsText(problems, plain);
    assert.doesNotMatch(printed, /canary/, title);
    for (const line of printed.split('\n')) assert.ok(line.length <= 80, `${title}: ${line}`);
  }
});

test('what is written correctly beside a mistake is still checked', () => {
  const messages = problemsOf(CASES['many mistakes at once']!).map(({ message }) => message);
  assert.equal(messages.length, 9);
  assert.ok(messages.some((message) => /via "ingres"/.test(message)));
});
