import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkManifests } from '../check.ts';

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: front
  annotations:
    service.beta.kubernetes.io/alibaba-cloud-loadbalancer-established-timeout: "1200"
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  ports: [{ port: 80 }]
`;

const RULE = 'ALI-ESTABLISHED-TIMEOUT-RANGE';
const OTHER = SERVICE.replace('front', 'other');

function check(text: string) {
  const { findings, accepted, subject } = checkManifests([{ file: 'a.yaml', text }]);
  const own = findings.filter(({ rule }) => rule === RULE);
  return {
    found: own.map(({ object }) => object),
    reasons: accepted.map((one) => (one.accepted.kind === 'in-source' ? one.accepted.reason : '')),
    notes: subject.notes.map(({ message }) => message).join('\n'),
  };
}

test('an annotation accepts what is found in its object, and in no other', () => {
  const text = SERVICE.replace('annotations:', `annotations:\n    soak/ignore.${RULE}: agreed`);
  assert.deepEqual(check(`${text}---\n${OTHER}`), {
    found: ['Service default/other'],
    reasons: ['agreed'],
    notes: '',
  });
});

test('a comment accepts what is found on its line, on the next one, or in the object below', () => {
  const line = /^ +service\.beta.*$/m;
  const places = [
    SERVICE.replace(line, (text) => `${text} # soak-ignore ${RULE}: agreed`),
    SERVICE.replace(line, (text) => `    # soak-ignore ${RULE}: agreed\n    # more\n${text}`),
    SERVICE.replace(line, (text) => `    # soak-ignore NGX-RETIRED, ${RULE}: agreed\n${text}`),
    `# soak-ignore ${RULE}: agreed\n${SERVICE}`,
    `---\n# soak-ignore ${RULE}: agreed\n\n---\n${SERVICE}`,
  ];
  for (const text of places) assert.deepEqual(check(text).reasons, ['agreed'], text);
  const elsewhere = SERVICE.replace('spec:', `# soak-ignore ${RULE}: agreed\nspec:`);
  assert.deepEqual(check(elsewhere).found, ['Service default/front']);
});

test('without a reason, or for a rule that does not exist, nothing is accepted and a note says so', () => {
  const bare = check(`# soak-ignore ${RULE}\n${SERVICE}`);
  assert.deepEqual(bare.found, ['Service default/front']);
  assert.match(bare.notes, /Cannot ignore ALI-ESTABLISHED-TIMEOUT-RANGE without a reason/);
  const typo = check(`# soak-ignore ${RULE}S: agreed\n${SERVICE}`);
  assert.deepEqual(typo.found, ['Service default/front']);
  assert.match(typo.notes, /there is no such rule; did you mean ALI-ESTABLISHED-TIMEOUT-RANGE\?/);
});
