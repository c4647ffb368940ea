import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { EXIT } from '../base/exit-codes.ts';
import type { Terminal } from '../run/host.ts';
import { main } from './main.ts';
import type { System } from './system.ts';

/** What is typed, and what is said of it. All of it is a usage error. */
const MISTAKES: readonly (readonly [typed: string, said: string])[] = [
  ['run', 'a required argument is missing (see soak run --help)'],
  [
    'run a.yaml --shards abc',
    'Cannot read --shards "abc": expected a whole number from 1 to 1024, such as 4',
  ],
  ['run a.yaml --shards 0', 'Cannot read --shards "0": expected a whole number from 1 to 1024'],
  ['run a.yaml --shards 1.5', 'Cannot read --shards "1.5": expected a whole number'],
  ['run a.yaml --shards -2', 'Cannot read --shards "-2": expected a whole number'],
  ['run a.yaml --shards NaN', 'Cannot read --shards "NaN": expected a whole number'],
  ['run a.yaml --shards 1e3', 'Cannot read --shards "1e3": expected a whole number'],
  [
    'run a.yaml --shards 99999',
    'Cannot read --shards "99999": expected a whole number from 1 to 1024',
  ],
  ['run a.yaml --shards', 'Cannot read --shards without a value: expected a whole number'],
  ['run a.yaml --shards 2 --shards 3', 'Cannot use --shards more than once: found 2 and 3'],
  [
    'run a.yaml --max-rate abc',
    'Cannot read --max-rate "abc": expected a number greater than 0, such as 50',
  ],
  ['run a.yaml --max-rate 0', 'Cannot read --max-rate "0": expected a number greater than 0'],
  ['run a.yaml --max-rate -5', 'Cannot read --max-rate "-5": expected a number greater than 0'],
  ['run a.yaml --max-rate Infinity', 'Cannot read --max-rate "Infinity": expected a number'],
  ['run a.yaml --max-rate', 'Cannot read --max-rate without a value: expected a number'],
  [
    'run a.yaml --metrics nonsense:1:2',
    'Cannot read --metrics "nonsense:1:2": expected a port or an address',
  ],
  ['run a.yaml --metrics 70000', 'Cannot read --metrics "70000": expected a port or an address'],
  ['run a.yaml --web http://x', 'Cannot read --web "http://x": expected a port or an address'],
  ['run a.yaml --web 1 --web 2', 'Cannot use --web more than once'],
  ['run a.yaml --pushgateway nowhere', 'Cannot read --pushgateway: expected an HTTP URL'],
  ['run a.yaml --pushgateway', 'Cannot read --pushgateway: expected an HTTP URL'],
  ['run a.yaml --reports', 'Cannot read --reports without a value'],
  ['run a.yaml --unknown', 'Unknown option --unknown (soak run --help lists the options)'],
  ['run a.yaml --unknown=3', 'Unknown option --unknown'],
  ['run a.yaml --shard 3', 'Unknown option --shard: did you mean --shards?'],
  ['check k8s --fail-en warning', 'Unknown option --fail-en: did you mean --fail-on?'],
  ['report r b', 'Unexpected argument "b" (see soak report --help)'],
  [
    'serve --tcp 127.0.0.1:1',
    'Cannot read --tcp "127.0.0.1:1": expected a port from 0 to 65535, such as 5150',
  ],
  ['serve --tcp 65536', 'Cannot read --tcp "65536": expected a port from 0 to 65535'],
  ['serve --ws abc', 'Cannot read --ws "abc": expected a port'],
  ['serve --tls -1', 'Cannot read --tls "-1": expected a port'],
  ['serve --wss 1.5', 'Cannot read --wss "1.5": expected a port'],
  [
    'serve --connections-max 0',
    'Cannot read --connections-max "0": expected a whole number from 1',
  ],
  [
    'serve --connections-max many',
    'Cannot read --connections-max "many": expected a whole number from 1',
  ],
  [
    'serve --grace 5',
    'Cannot read --grace "5": expected a number with a unit, such as 500ms, 30s, 5m or 3h',
  ],
  ['serve --grace', 'Cannot read --grace without a value (see soak serve --help)'],
  ['report r --format', 'Cannot read --format without a value (see soak report --help)'],
  ['lab a.yaml --port-offset', 'Cannot read --port-offset without a value (see soak lab --help)'],
  ['serve --idle-timeout soon', 'Cannot read --idle-timeout "soon": expected a number with a unit'],
  ['serve --max-age -3s', 'Unknown option -3s'],
  ['serve --push-every 0s', 'Cannot read --push-every "0s": expected a number with a unit'],
  ['serve --log', 'Cannot read --log without a value'],
  [
    'lab a.yaml --port-offset x',
    'Cannot read --port-offset "x": expected a whole number from 0 to 65535',
  ],
  ['lab a.yaml --port-offset -1', 'Cannot read --port-offset "-1": expected a whole number'],
  ['lab a.yaml --port-offset 70000', 'Cannot read --port-offset "70000": expected a whole number'],
  ['lab', 'a required argument is missing'],
  ['report', 'a required argument is missing'],
  ['report r --format pdf', 'Cannot read --format "pdf": expected one of terminal, json, html'],
  ['compare a b --format xml', 'Cannot read --format "xml": expected one of terminal, json'],
  ['check k8s --format xml', 'Cannot read --format "xml": expected one of text, json'],
  [
    'check k8s --fail-on never',
    'Cannot read --fail-on "never": expected one of error, warning, info',
  ],
  ['check k8s --context', 'Cannot read --context without a value'],
  ['check', 'nothing to check'],
  ['mark r label --event nothing', 'Cannot read --event "nothing": expected one of '],
  ['mark r', 'a required argument is missing'],
  ['merge a b', 'missing --out (see soak merge --help)'],
  ['status r --reports a --reports b', 'Cannot use --reports more than once: found a and b'],
  ['rum a.yaml', 'Did you mean run?'],
];

function systemFor(argv: readonly string[]) {
  const written = { out: '', error: '' };
  const terminal = (name: 'out' | 'error'): Terminal => ({
    write: (text) => {
      written[name] += text;
    },
    isTTY: false,
    columns: 80,
    rows: 24,
  });
  const system: System = {
    ...{ argv, env: {}, cwd: '/nowhere', stdin: Readable.from(['']), wallMs: () => 0 },
    ...{ stdout: terminal('out'), stderr: terminal('error') },
    readFile: () => assert.fail('nothing is read before the arguments are'),
    onSignal: () => () => {},
  };
  return { system, written };
}

for (const [typed, said] of MISTAKES) {
  test(`soak ${typed} is a usage error`, { timeout: 20_000 }, async () => {
    const { system, written } = systemFor(typed.split(' '));
    assert.equal(await main(system), EXIT.invalid);
    assert.ok(written.error.includes(said), written.error);
    assert.doesNotMatch(written.error, /bug in soak/);
    assert.equal(written.out, '');
  });
}
