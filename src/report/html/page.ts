import type { Analysis } from '../../analysis/analyze.ts';
import { headline } from './headline.ts';
import { clipped, html, Markup } from './markup.ts';
import { type Section, sectionsOf } from './sections.ts';
import { STYLE } from './style.ts';

/** Nothing may be loaded or executed: the page is self-contained. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The whole run on one self-contained page, without scripts. */
export function htmlPage(view: Analysis): string {
  const { verdict, run } = view.summary;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><link rel="icon" href="data:,">
<title>${verdict.toUpperCase()} – soak: ${clipped(run.name, 100)}</title>
<style>${new Markup(STYLE)}</style></head><body><main>
${reportBody(view)}
</main></body></html>
`.text;
}

/** The contents of the page. What a run that passed has besides its proof is folded: it fits a screen. */
export function reportBody(view: Analysis): Markup {
  const sections = sectionsOf(view).filter(({ markup }) => markup.text !== '');
  const contents = sections.map(({ id, name }) => html`<a href="#${id}">${name}</a> `);
  const isFolded = ({ id }: Section) =>
    view.summary.verdict === 'pass' && view.isRunning !== true && !PROOF.includes(id);
  const folded = sections.filter(isFolded);
  return html`${headline(view)}
<nav>${contents}</nav>
${sections.filter((section) => !isFolded(section)).map(sectionOf)}${folded.length > 0 && html`<details class="rest"><summary>Path, charts, targets and scenario</summary>${folded.map(sectionOf)}</details>`}`;
}

/** What a passed run is read for. */
const PROOF = ['drops', 'events', 'thresholds', 'limits', 'proves'];

function sectionOf({ id, markup }: Section): Markup {
  return html`<section id="${id}">
${markup}
</section>
`;
}
