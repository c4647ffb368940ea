import type { Analysis } from '../../analysis/analyze.ts';
import type { Summary } from '../../analysis/summary/summary.ts';
import type { Drop } from '../../explain/drop.ts';

/** What a server, or a scenario from somewhere, could try to smuggle into a report. */
export const HOSTILE =
  '=1+1</style><script>alert(1)</script><img src=x onerror=alert(2)> "\'`|[x](http://evil.example/) @team :: %0A\r\n::error::x ]]> --> \u202Egnp\u0000\u001B[31m\uFFFE\uD800';

/** The same run with every free text in it replaced. */
export function hostileView(view: Analysis): Analysis {
  const { summary, scenario } = view;
  return {
    ...view,
    summary: hostileSummary(summary),
    scenario: {
      ...scenario,
      name: HOSTILE,
      targets: scenario.targets.map((target) => ({ ...target, name: HOSTILE })),
      path: { hops: scenario.path.hops.map((hop) => ({ ...hop, id: HOSTILE, kind: HOSTILE })) },
    },
    drops: view.drops.map(hostileDrop),
    groups: view.groups.map(hostileGroup),
  };
}

function hostileGroup(group: Analysis['groups'][number]): Analysis['groups'][number] {
  const causes = [{ hop: HOSTILE, setting: HOSTILE }];
  const step = { by: 'common-origin', found: HOSTILE, excluded: [HOSTILE] } as const;
  return {
    ...group,
    target: HOSTILE,
    explanation: { ...group.explanation, causes, reason: HOSTILE, evidenceNeeded: HOSTILE },
    steps: [{ ...step, certainty: 'possible' }],
  };
}

function hostileSummary(summary: Summary): Summary {
  const counts = { opened: 1, refused: 200, dropped: 1 };
  return {
    ...summary,
    run: { ...summary.run, name: HOSTILE, id: HOSTILE },
    targets: summary.targets.map((target) => ({ ...target, name: HOSTILE })),
    dropGroups: summary.dropGroups.map((group) => ({
      ...group,
      target: HOSTILE,
      hop: HOSTILE,
      setting: HOSTILE,
      reason: HOSTILE,
      evidenceNeeded: HOSTILE,
      candidates: [HOSTILE],
      ending: { kind: 'protocol-error', what: HOSTILE },
    })),
    refusalGroups: [
      {
        target: HOSTILE,
        count: 3,
        refusal: { phase: 'upgrade', code: HOSTILE, detail: HOSTILE },
        hop: null,
        setting: null,
        certainty: 'possible',
        reason: HOSTILE,
        evidenceNeeded: HOSTILE,
        remedy: HOSTILE,
        candidates: [HOSTILE, HOSTILE],
        firstAtMs: 0,
        lastAtMs: 9,
      },
    ],
    addresses: [
      { target: HOSTILE, address: HOSTILE, ...counts, refusedAs: [{ how: HOSTILE, count: 200 }] },
      {
        target: HOSTILE,
        address: `${HOSTILE}2`,
        ...counts,
        refused: 0,
        opened: 300,
        refusedAs: [],
      },
    ],
    thresholds: summary.thresholds.map((one) => ({ ...one, expression: HOSTILE, detail: HOSTILE })),
    limits: summary.limits.map((one) => ({
      ...one,
      target: HOSTILE,
      hop: HOSTILE,
      setting: HOSTILE,
      sentence: HOSTILE,
    })),
    events: summary.events.map((event) => ({ ...event, label: HOSTILE, source: HOSTILE })),
    proves: [HOSTILE],
    notCovered: [HOSTILE],
    warnings: [HOSTILE],
  };
}

/** Field by field: a drop of a run is a row of a table and has none of its own. */
function hostileDrop(drop: Drop): Drop {
  const { id, target, member, atMs, proven } = drop;
  const { ageMs, sinceSentMs, sinceReceivedMs, quietBeforeLastWriteMs, loopDelayMs } = drop;
  return {
    ...{ id, target, member, atMs, proven },
    ...{ ageMs, sinceSentMs, sinceReceivedMs, quietBeforeLastWriteMs, loopDelayMs },
    ending: { kind: 'close-frame', code: 1008, reason: HOSTILE },
    backend: HOSTILE,
    peer: HOSTILE,
  };
}
