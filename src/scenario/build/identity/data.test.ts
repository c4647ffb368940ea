import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadScenario } from '../../load.ts';

const FILES: Readonly<Record<string, string>> = {
  'users.csv':
    'user,token,room,note\nada,t-111111,red,\nbob,t-222222,"bl ue",x\nada,t-333333,red,y\n',
};

function load(targets: string, data = 'users: { file: users.csv }') {
  const text = `soak: 1\nname: t\ndata: { ${data} }\ntargets:\n  a: { ${targets} }\nload: { hold: 1m }\n`;
  return loadScenario(text, {
    file: 's.yaml',
    env: { HOLE: '${data.token}' },
    readFile: () => '',
    readData: (name) => {
      const content = FILES[name];
      if (content === undefined) throw Object.assign(new Error('no'), { code: 'ENOENT' });
      return Buffer.from(content);
    },
  });
}

/** Each problem as `file:line:column message | hint`. */
function problemsOf(targets: string, data?: string): readonly string[] {
  const loaded = load(targets, data);
  if (loaded.ok) return [];
  return loaded.problems.map(
    ({ at, message, hint }) => `${at.file}:${at.line}:${at.column} ${message} | ${hint}`,
  );
}

const WS = 'wss: "wss://h/a", each: users';

test('a mistake with data is a problem at its place, with what would be right', () => {
  const cases: readonly (readonly [targets: string, data: string | undefined, expected: RegExp])[] =
    [
      [
        `${WS}, headers: { A: "\${data.tokn}" }`,
        undefined,
        /^s\.yaml:5:56 Cannot fill in \${data\.tokn}: users\.csv has no column tokn \| did you mean token\?$/,
      ],
      [
        'wss: "wss://h/a?t=${data.token}"',
        undefined,
        /^s\.yaml:5:\d+ Cannot fill in \${data\.token}: target a takes no rows \| each: NAME/,
      ],
      [
        'tcp: "${data.host}:80", each: users',
        undefined,
        /^s\.yaml:5:14 Cannot fill in \${data\.host} here: this is the same for all connections/,
      ],
      [
        'wss: "wss://${data.room}/a", each: users',
        undefined,
        /the host is the same for all connections/,
      ],
      [
        `${WS}, connections: 4`,
        undefined,
        /^s\.yaml:5:32 Target a wants 4 rows and users\.csv has 3 \| more rows/,
      ],
      [
        `${WS}, connections: 3`,
        'users: { file: users.csv, skip: 1 }',
        /Target a wants 3 rows and 2 of users\.csv are left/,
      ],
      [
        `${WS}, connections: 3`,
        'users: { file: users.csv, key: user }',
        /^users\.csv:4:1 Lines 2 and 4 have the same user: a server may end the older session/,
      ],
      [
        `${WS}, headers: { A: "\${data.note}" }`,
        undefined,
        /^users\.csv:2:4 Line 2, column note, is empty/,
      ],
      [
        'wss: "wss://h/${data.room}", each: users, connections: 2',
        undefined,
        /^users\.csv:3:3 Line 3, column room, cannot be a part of a path: /,
      ],
      [
        `${WS}, headers: { A: "\${data.token|base46}" }`,
        undefined,
        /base46 is no encoding \| did you mean base64/,
      ],
      [`${WS}, headers: { A: "\${member.x}" }`, undefined, /member has no parts/],
      [
        'wss: "wss://h/a", each: usrs',
        undefined,
        /^s\.yaml:5:\d+ Target "a" takes the rows of "usrs", which data does not name \| did you mean users\?$/,
      ],
      [WS, 'users: { file: none.csv }', /^s\.yaml:3:\d+ Cannot read none\.csv: it does not exist/],
      [
        WS,
        'users: { file: users.dat }',
        /Cannot tell the format of users\.dat by its name \| format: csv/,
      ],
      [
        WS,
        'users: { file: users.csv, show: [usr] }',
        /^s\.yaml:3:\d+ users\.csv has no column usr \| did you mean user\?$/,
      ],
    ];
  for (const [targets, data, expected] of cases) {
    const problems = problemsOf(targets, data);
    assert.ok(
      problems.some((problem) => expected.test(problem)),
      `${targets}\n${problems.join('\n')}`,
    );
    assert.doesNotMatch(problems.join(), /t-\d{6}|\bada\b|\bbob\b/);
  }
});

test('targets with the same source get consecutive rows, unless they share', () => {
  const offsets = (each: string) => {
    const loaded = load(
      `tcp: "h:1", each: users, connections: 2 }\n  b: { tcp: "h:1", each: ${each}`,
    );
    assert.ok(loaded.ok, JSON.stringify(loaded));
    return loaded.value.scenario.targets.map((target) => target.each?.offset);
  };
  assert.deepEqual(offsets('users'), [0, 2]);
  assert.deepEqual(offsets('{ rows: users, share: true }'), [0, 0]);
});

test('what comes from the environment is never a template, and $${ is the text itself', () => {
  const loaded = load(
    `${WS}, headers: { A: "\${env:HOLE} $\${data.token} \${member}", B: "$\${x}", C: "\${env:HOLE}" }`,
  );
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const [target] = loaded.value.scenario.targets;
  assert.ok(target !== undefined && 'headers' in target.address);
  assert.equal(target.address.headers.B, '${x}');
  assert.equal(target.address.headers.C, '${data.token}');
  assert.deepEqual(target.address.filled, {
    headers: { A: { parts: ['${data.token} ${data.token} ', { from: 'member', through: [] }] } },
  });
});

test('rows are not in the scenario', () => {
  const loaded = load(`${WS}, headers: { A: "Bearer \${data.token}" }`);
  assert.ok(loaded.ok);
  assert.doesNotMatch(JSON.stringify(loaded.value.scenario), /t-\d{6}/);
  assert.deepEqual(loaded.value.secrets, []);
});
