import { haproxyTimeMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { Change } from '../../change.ts';
import { HAPROXY_TIME } from '../../notation.ts';
import type { Setting } from '../../setting.ts';

/** Gives a key of the controller's ConfigMap this value. */
export function configMapChange(key: string): (ms: number) => Change {
  return (ms) => ({
    where: "data of the controller's ConfigMap",
    key,
    text: [`${key}: "${HAPROXY_TIME.write(ms)}"`],
    manifest: { kind: 'ConfigMap', under: ['data'] },
  });
}

/** The first of these fields whose text HAProxy reads as a time. */
export function firstTime(key: string, fields: readonly (Field | undefined)[]): readonly Setting[] {
  return fields
    .flatMap((field) => {
      const ms = field?.text === undefined ? undefined : haproxyTimeMs(field.text);
      return field === undefined || ms === undefined || ms === 0 ? [] : [{ key, ms, at: field.at }];
    })
    .slice(0, 1);
}

/** A keyword of HAProxy in a snippet: the last one counts. */
export function inSnippet(
  key: string,
  { keyword, field }: { keyword: string; field: Field | undefined },
): readonly Setting[] {
  const pattern = new RegExp(`^\\s*${keyword}\\s+(\\d{1,10}(?:us|ms|s|m|h|d)?)\\s*(?:#.*)?$`);
  const values = (field?.text ?? '').split('\n').flatMap((line) => pattern.exec(line)?.[1] ?? []);
  const ms = haproxyTimeMs(values.at(-1) ?? '');
  return field === undefined || ms === undefined ? [] : [{ key, ms, at: field.at }];
}
