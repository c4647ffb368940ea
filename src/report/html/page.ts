import type { RunView } from '../../stats/view.ts';
import { holdMsOf } from '../hold.ts';
import { addressTables } from './address-tables.ts';
import { causeClassesOf } from './cause-classes.ts';
import { connectChart } from './connect-chart.ts';
import { dropMap } from './drop-map.ts';
import { dropTable } from './drop-table.ts';
import { headline } from './headline.ts';
import { incidenceChart } from './incidence-chart.ts';
import { roundTripChart } from './latency-chart.ts';
import { lifespansOf } from './lifespans.ts';
import { clipped, html, Markup } from './markup.ts';
import { openChart } from './open-chart.ts';
import { pathDiagram } from './path-diagram.ts';
import { scenarioText } from './scenario-text.ts';
import { STYLE } from './style.ts';
import { survivalChart } from './survival-chart.ts';
import { generatorHealth, promiseTable, proofs, thresholdTable } from './tables.ts';
import { targetTable } from './target-table.ts';

/** Nothing may be loaded or run: the page is complete as it is. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The whole run on one self-contained page, without scripts. */
export function htmlPage(view: RunView): string {
  const { summary, scenario } = view;
  const classes = causeClassesOf(view);
  const lifespans = lifespansOf(view, classes);
  const holdMs = holdMsOf(scenario);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><link rel="icon" href="data:,">
<title>${summary.verdict.toUpperCase()} – soak: ${clipped(summary.run.name, 100)}</title>
<style>${new Markup(STYLE)}</style></head><body><main>
${headline(summary)}
${dropTable(summary, classes, holdMs)}
${thresholdTable(summary)}
${pathDiagram(view, classes)}
${openChart(view)}
${dropMap(view, classes)}
${survivalChart(view, lifespans)}
${incidenceChart(lifespans, classes)}
${roundTripChart(view)}
${connectChart(view)}
${targetTable(view)}
${addressTables(view, classes)}
${promiseTable(summary)}
${proofs(summary)}
${generatorHealth(summary)}
${scenarioText(scenario)}
</main></body></html>
`.text;
}
