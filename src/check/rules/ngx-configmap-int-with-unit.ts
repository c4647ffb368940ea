import { nginxTimeMs } from '../../objects/durations.ts';
import { configOf } from '../../path/kinds/ingress-nginx/controller.ts';
import { CONFIG_TIMES } from '../../path/kinds/ingress-nginx/effective.ts';
import { replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Found, Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { INGRESS_NGINX } from '../wording.ts';

const WHOLE_NUMBERS = [
  'proxy-read-timeout',
  'proxy-send-timeout',
  'proxy-connect-timeout',
  'keep-alive',
  'upstream-keepalive-timeout',
  'client-header-timeout',
  'client-body-timeout',
];

export const ngxConfigmapIntWithUnit: Rule = {
  id: 'NGX-CONFIGMAP-INT-WITH-UNIT',
  severity: 'warning',
  title: "malformed time in the controller's ConfigMap",
  about: `Some keys take whole numbers of seconds (proxy-read-timeout), others take nginx times with a unit
(worker-shutdown-timeout, proxy-stream-timeout). A unit where a number belongs makes the controller log
"unexpected error merging defaults" and keep a default; which default exactly was not tested. A bare number
where a time belongs is read as seconds.`,
  verified: 'source',
  sources: [
    `${INGRESS_NGINX} internal/ingress/controller/template/configmap.go:454-467; docs configmap.md`,
  ],
  *check(subject) {
    for (const controller of subject.controllers) {
      const { configMap } = controller;
      if (configMap === undefined) continue;
      const of = (key: string) => ({ key, configMap, field: configOf(controller, key) });
      yield* WHOLE_NUMBERS.flatMap((key) => wholeNumber(of(key), subject));
      yield* Object.keys(CONFIG_TIMES).flatMap((key) => time(of(key), subject));
    }
  },
};

type Entry = {
  readonly key: string;
  readonly configMap: Parameters<typeof placeOf>[0];
  readonly field: Parameters<typeof placeOf>[1];
};

function wholeNumber({ key, configMap, field }: Entry, { sources }: Subject): readonly Found[] {
  const text = field?.text;
  if (field === undefined || text === undefined || /^\d+$/.test(text)) return [];
  const ms = nginxTimeMs(text);
  return [
    {
      ...placeOf(configMap, field),
      message: `${key} takes a whole number of seconds; "${text}" is rejected and the default stays in force`,
      effective: 'the default',
      written: text,
      fix: {
        advice: 'write plain seconds',
        edits:
          ms === undefined
            ? []
            : replaceValue(sources, { field, raw: `"${Math.round(ms / 1_000)}"` }),
      },
    },
  ];
}

function time({ key, configMap, field }: Entry, { sources }: Subject): readonly Found[] {
  const text = field?.text;
  if (field === undefined || text === undefined || !/^\d+$/.test(text)) return [];
  return [
    {
      ...placeOf(configMap, field),
      severity: 'info',
      message: `${key} takes an nginx time with a unit; a bare ${text} is read as seconds`,
      effective: `${text} s`,
      written: text,
      fix: { advice: 'add the unit', edits: replaceValue(sources, { field, raw: `"${text}s"` }) },
    },
  ];
}
