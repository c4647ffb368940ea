import type { RunView } from '../../stats/view.ts';
import { causeClassesOf } from './cause-classes.ts';
import { dropMap } from './drop-map.ts';
import { dropTable } from './drop-table.ts';
import { headline } from './headline.ts';
import { clipped, html, Markup } from './markup.ts';
import { openChart } from './open-chart.ts';
import { pathDiagram } from './path-diagram.ts';
import { STYLE } from './style.ts';

/** Nothing may be loaded or run: the page is complete as it is. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The whole run on one self-contained page, without scripts. */
export function htmlPage(view: RunView): string {
  const { summary, scenario } = view;
  const classes = causeClassesOf(view);
  const holdMs = scenario.load.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><link rel="icon" href="data:,">
<title>${summary.verdict.toUpperCase()} – soak: ${clipped(summary.run.name, 100)}</title>
<style>${new Markup(STYLE)}</style></head><body><main>
${headline(summary)}
${dropTable(summary, classes, holdMs)}
${pathDiagram(view, classes)}
${openChart(view)}
${dropMap(view, classes)}
</main></body></html>
`.text;
}
