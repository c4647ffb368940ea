import type { Summary } from '../summary/summary.ts';

/** Something that one run has otherwise than the run before it. */
export interface SettingChange {
  /** `ingress proxy-read-timeout`, `connections of wss-443`, `soak`. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** What differs between the setups of two runs, as far as their summaries say: limits of the path, targets, length, version. */
export function settingChanges(before: Summary, after: Summary): readonly SettingChange[] {
  const [old, now] = [settingsOf(before), settingsOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names.flatMap((what) => {
    const [was, is] = [old.get(what) ?? 'none', now.get(what) ?? 'none'];
    return was === is ? [] : [{ what, before: was, after: is }];
  });
}

function settingsOf({ limits, targets, run }: Summary): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  // One setting may differ between targets.
  for (const { hop, setting, configuredMs } of limits) {
    const name = `${hop} ${setting}`;
    const values = new Set(settings.get(name)?.split(', '));
    settings.set(name, [...values.add(`${configuredMs / 1_000} s`)].join(', '));
  }
  for (const { name, connections } of targets)
    settings.set(`connections of ${name}`, String(connections));
  // To the minute: no two runs end at the same millisecond.
  settings.set('length', `${Math.round(run.durationMs / 60_000)} min`);
  settings.set('soak', run.soakVersion);
  return settings;
}
