import type { Field } from '../../../objects/field.ts';
import type { SetValue } from '../../setting.ts';

/** An idle timeout of Envoy, where one is written: 0 switches it off. */
export function idleSetting(
  key: string,
  { ms, field }: { ms: number | undefined; field: Field | undefined },
): readonly SetValue[] {
  if (ms === undefined || field === undefined) return [];
  return [{ key, ms: ms === 0 ? Number.POSITIVE_INFINITY : ms, at: field.at }];
}
