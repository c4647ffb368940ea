import { LABELLED, LABELLED_AT_END, RUN_FIGURES } from '../../scenario/figures/run-figures.ts';
import { PERCENTILES, type Series } from '../../scenario/figures/series.ts';
import { ALL_FIGURES, THRESHOLD_FIGURES } from '../../scenario/figures/target-figures.ts';
import { LATENCIES, LATENCY_NAMES, RECOVERY } from '../../scenario/figures/times.ts';

/** Every metric during a run. */
export function liveSeries(): readonly Series[] {
  return [
    ...RUN_FIGURES.flatMap(({ help, live }): Series[] =>
      live === undefined ? [] : [{ ...live, labels: [], help }],
    ),
    ...Object.values(LABELLED),
    ...ALL_FIGURES.flatMap(([, { help, live }]): Series[] =>
      live === undefined ? [] : [{ ...live, help }],
    ),
    ...LATENCY_NAMES.map((latency): Series => {
      const { live, help } = LATENCIES[latency];
      return { name: live, type: 'histogram', labels: ['target'], help };
    }),
  ];
}

/** Every metric that a run leaves. */
export function finalSeries(): readonly Series[] {
  return [
    ...RUN_FIGURES.flatMap(({ help, atEnd }): Series[] =>
      atEnd === undefined ? [] : [{ name: atEnd.name, type: 'gauge', labels: [], help }],
    ),
    ...Object.values(LABELLED_AT_END),
    ...ALL_FIGURES.flatMap(([, { help, atEnd }]): Series[] =>
      atEnd === undefined ? [] : [{ name: atEnd, type: 'gauge', labels: ['target'], help }],
    ),
    ...LATENCY_NAMES.flatMap((latency) =>
      PERCENTILES.map((percentile): Series => {
        const { atEnd, help } = LATENCIES[latency];
        const name = `${atEnd}_${percentile}_seconds` as const;
        return { name, type: 'gauge', labels: ['target'], help: `${help}, ${percentile}` };
      }),
    ),
  ];
}

/** The tables of docs/metrics.md, by the names of their marks. */
export function figureTables(): ReadonlyMap<string, string> {
  return new Map([
    ['thresholds', thresholdTable()],
    ['live', seriesTable(liveSeries())],
    ['end', seriesTable(finalSeries())],
  ]);
}

function thresholdTable(): string {
  return table(
    ['threshold', 'asks for', 'means'],
    [
      ...THRESHOLD_FIGURES.flatMap(([name, { help, perHours, soFar }]) => [
        [`\`${name}\``, `a count or a share${soFar ? '; may abort' : ''}`, help],
        ...(perHours === undefined ? [] : [[`\`${perHours.name}\``, 'a rate', perHours.help]]),
      ]),
      ...LATENCY_NAMES.map((name) => [
        `\`${name} p99\``,
        'a time; any percentile, or `max`',
        LATENCIES[name].help,
      ]),
      [`\`${RECOVERY.name}\``, 'a time', RECOVERY.help],
    ],
  );
}

function seriesTable(series: readonly Series[]): string {
  return table(
    ['metric', 'type', 'labels', 'means'],
    series.map(({ name, type, labels, help }) => [
      `\`${name}\``,
      type,
      labels.map((label) => `\`${label}\``).join(' '),
      help,
    ]),
  );
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}
