import type { IntervalRecord, NoteRecord } from '../../journal/record.ts';
import { liveHead, liveTargets } from '../../report/html/live-page.ts';
import type { Markup } from '../../report/html/markup.ts';
import { LivePlots } from '../../report/live/plots.ts';
import { clock } from '../../report/text/words.ts';
import type { Explained } from '../../run/explaining/digest.ts';
import type { FollowedRun } from '../../run/extension.ts';
import type { LiveSection } from './sections-digest.ts';
import { message } from './viewers.ts';

const MARKS_MAX = 24;
const MARK_LENGTH_MAX = 40;

/** What a live page shows, and what of it has changed. */
export class LiveRun {
  readonly #run: FollowedRun;
  readonly #plots: LivePlots;
  readonly #marks: { readonly atMs: number; readonly label: string }[] = [];
  /** By the id of their place on the page. */
  readonly #html = new Map<string, string>();
  #stepMs: number;

  constructor(run: FollowedRun) {
    this.#run = run;
    this.#plots = new LivePlots(run.scenario.targets.length);
    this.#stepMs = this.#plots.stepMs;
  }

  add(record: IntervalRecord | NoteRecord, shard: number): void {
    if (record.type === 'interval') this.#plots.add(record, shard);
    else if (record.kind === 'event' && this.#marks.length < MARKS_MAX) {
      const label = record.label.slice(0, MARK_LENGTH_MAX);
      this.#marks.push({ atMs: record.atMs, label });
    }
  }

  /** Everything, for a viewer that has nothing yet. */
  all(): string {
    this.#renderCounts();
    const targets = this.#run.scenario.targets.map(({ name }) => name);
    const places = [...this.#html].map(([id, html]) => message('html', { id, html }));
    return [
      message('about', { targets }),
      message('marks', this.#marks),
      message('plots', this.#plots.all()),
      ...places,
    ].join('');
  }

  /** What has changed since the last second. */
  latest(): string {
    const isStretched = this.#plots.stepMs !== this.#stepMs;
    this.#stepMs = this.#plots.stepMs;
    return [
      ...this.#renderCounts(),
      message('marks', this.#marks),
      message('plots', isStretched ? this.#plots.all() : this.#plots.latest()),
    ].join('');
  }

  /** Takes explanations; gives what of them is different. */
  explain({ atMs, found: sections }: Explained<readonly LiveSection[]>): string {
    const words =
      sections === undefined
        ? `Reading the records of the run: at ${clock(atMs)}.`
        : `Explained as of ${clock(atMs)}; connections that are open count as alive until then.`;
    return [
      ...this.#put('as-of', words),
      ...(sections ?? []).flatMap(({ id, html }) => this.#put(id, html)),
    ].join('');
  }

  /** Explanations do not come any more. */
  cannotExplain(why: string): string {
    return this.#put('as-of', `The run continues, but it cannot be explained here: ${why}`).join(
      '',
    );
  }

  #renderCounts(): readonly string[] {
    const { state, startedAtMs, folder } = this.#run;
    const iso = (ms: number) => new Date(ms).toISOString();
    const head = liveHead(state, {
      id: folder.id,
      startedAt: iso(startedAtMs),
      endsAt: iso(startedAtMs + state.durationMs),
    });
    return [...this.#put('now', text(head)), ...this.#put('counts', text(liveTargets(state)))];
  }

  #put(id: string, html: string): readonly string[] {
    if (this.#html.get(id) === html) return [];
    this.#html.set(id, html);
    return [message('html', { id, html })];
  }
}

function text(markup: Markup): string {
  return markup.text;
}
