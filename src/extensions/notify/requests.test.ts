import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PushPlan, WebhookPlan } from '../../scenario/scenario.ts';
import { cleanPass, fiveCauses } from '../../testing/report/nights.ts';
import { viewOfNight } from '../../testing/report/recorded-run.ts';
import { linkOfJob, pushRequest, webhookRequest } from './requests.ts';

const failed = viewOfNight(fiveCauses({ scale: 0.1 }));
const passed = viewOfNight(cleanPass());

const PUSH: PushPlan = {
  url: 'http://push:9091/',
  job: 'soak',
  grouping: { scenario: 'night', region: 'cn/hangzhou', empty: '' },
  headers: { Authorization: 'Basic abc' },
};

const WEBHOOK: WebhookPlan = {
  url: 'https://hooks.example.com/T0/B0',
  style: 'chat',
  when: 'always',
  headers: {},
};

function bodyOf(style: WebhookPlan['style'], link?: string) {
  const request = webhookRequest({ ...WEBHOOK, style }, failed, { link });
  return JSON.parse(request!.body) as Record<string, unknown>;
}

test('a push replaces the group of its job and labels', () => {
  const { method, url, headers, body } = pushRequest(PUSH, failed);
  assert.equal(method, 'PUT');
  // https://github.com/prometheus/pushgateway#url: what a path cannot hold is base64.
  const labels = 'job/soak/scenario/night/region@base64/Y24vaGFuZ3pob3U/empty@base64/=';
  assert.equal(url, `http://push:9091/metrics/${labels}`);
  assert.equal(headers.Authorization, 'Basic abc');
  assert.match(body, /^soak_run_passed 0$/m);
});

test('a URL that names its group already is left as it is', () => {
  const url = 'http://push:9091/metrics/job/mine';
  assert.equal(pushRequest({ ...PUSH, url }, failed).url, url);
});

test('each style has the form that its chat takes', () => {
  const { text } = bodyOf('json', 'https://ci/1');
  assert.match(String(text), /^❌ FAIL slb-tcp-wss-3h: [\s\S]+\nhttps:\/\/ci\/1$/);
  assert.deepEqual(bodyOf('dingtalk', 'https://ci/1'), {
    msgtype: 'text',
    text: { content: text },
  });
  const withoutTags = String(text).replaceAll('<', '＜');
  const forFeishu = { msg_type: 'text', content: { text: withoutTags } };
  assert.deepEqual(bodyOf('feishu', 'https://ci/1'), forFeishu);
  const forSlack = String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  assert.deepEqual(bodyOf('chat', 'https://ci/1'), { text: forSlack.replaceAll('>', '&gt;') });
  assert.match(String(text), /drops < 0\.1%/);
  const forPrograms = bodyOf('json', 'https://ci/1');
  assert.deepEqual(Object.keys(forPrograms), ['text', 'link', 'summary']);
  assert.deepEqual(forPrograms.summary, JSON.parse(JSON.stringify(failed.summary)));
});

test('who only wants to hear of what did not pass does not hear of what passed', () => {
  const quiet = { ...WEBHOOK, when: 'not-passed' } as const;
  assert.equal(webhookRequest(quiet, passed, { link: undefined }), undefined);
  assert.ok(webhookRequest(quiet, failed, { link: undefined }) !== undefined);
  assert.ok(webhookRequest(WEBHOOK, passed, { link: undefined }) !== undefined);
});

test('the job of a CI is linked', () => {
  const github = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_RUN_ID: '7',
  };
  assert.equal(linkOfJob(github), 'https://github.com/o/r/actions/runs/7');
  assert.equal(linkOfJob({ CI_JOB_URL: 'https://gitlab/j/1' }), 'https://gitlab/j/1');
  assert.equal(linkOfJob({ BUILD_URL: 'https://jenkins/1' }), 'https://jenkins/1');
  assert.equal(linkOfJob({}), undefined);
});
