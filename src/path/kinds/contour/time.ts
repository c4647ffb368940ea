import { goDurationMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { Setting } from '../../setting.ts';

/**
 * A time as Contour reads it: `infinity` and `infinite` switch the limit off, and zero stands for the default
 * (internal/timeout/timeout.go of projectcontour/contour@31c4bb38).
 */
export function writtenTime(key: string, field: Field | undefined): readonly Setting[] {
  const text = field?.text;
  if (field === undefined || text === undefined) return [];
  if (text === 'infinity' || text === 'infinite')
    return [{ key, ms: Number.POSITIVE_INFINITY, at: field.at }];
  const ms = goDurationMs(text);
  return ms === undefined || ms === 0 ? [] : [{ key, ms, at: field.at }];
}
