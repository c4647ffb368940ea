import type { PlotColumns } from '../../report/live/plots.ts';
import { addColumns, type Drawn, emptyDrawn } from './drawn.ts';
import type { Mark } from './plot-marks.ts';
import { drawPlots, type LivePlot } from './plots.ts';

/** The script of the live page: it puts what the server sends into its place. */

declare const document: {
  title: string;
  getElementById(id: string): HtmlElement | null;
};
declare function matchMedia(query: string): {
  addEventListener(event: 'change', listener: () => void): void;
};
declare const EventSource: new (url: string) => LiveSource;

interface HtmlElement {
  innerHTML: string;
  textContent: string;
  className: string;
}

interface LiveSource {
  readonly readyState: number;
  addEventListener(event: string, listener: (event: { readonly data: string }) => void): void;
  close(): void;
}

const source = new EventSource('events');
let targets: readonly string[] = [];
let marks: readonly Mark[] = [];
let drawn: Drawn = emptyDrawn(0);
let plots: readonly LivePlot[] = [];

on<{ targets: readonly string[] }>('about', (about) => {
  targets = about.targets;
  drawn = emptyDrawn(targets.length);
  redraw();
  say('', 'note');
});

on<PlotColumns>('plots', (columns) => {
  addColumns(drawn, columns);
  for (const plot of plots) plot.show(drawn);
});

on<readonly Mark[]>('marks', (all) => {
  marks = all;
});

on<{ id: string; html: string }>('html', ({ id, html }) => {
  const place = document.getElementById(id);
  // Only what soak itself rendered, and escaped, comes here; scripts in it would not be run.
  if (place !== null && place.innerHTML !== html) place.innerHTML = html;
});

on<{ html: string; title: string }>('over', ({ html, title }) => {
  source.close();
  for (const plot of plots) plot.remove();
  plots = [];
  document.title = title;
  document.getElementById('page')!.innerHTML = html;
});

source.addEventListener('error', () => {
  const isLost = source.readyState === 2;
  say(
    isLost
      ? 'The run does not answer any more. Its report is in its folder.'
      : 'No connection to the run; trying again. What stands here is not moving.',
    'note lost',
  );
});

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

function redraw(): void {
  for (const plot of plots) plot.remove();
  plots = drawPlots(targets, () => marks);
  for (const plot of plots) plot.show(drawn);
}

function say(words: string, className: string): void {
  const state = document.getElementById('state');
  if (state === null) return;
  state.textContent = words;
  state.className = className;
}

function on<T>(event: string, listener: (data: T) => void): void {
  source.addEventListener(event, ({ data }) => listener(JSON.parse(data) as T));
}
