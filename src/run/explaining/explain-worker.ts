import { parentPort, workerData } from 'node:worker_threads';
import { type Analysis, analyze } from '../../analysis/analyze.ts';
import { RunFold } from '../../analysis/fold.ts';
import { LIVE_SECTIONS } from '../../report/html/live-page.ts';
import { sectionsOf } from '../../report/html/sections.ts';
import { liveCausesOf } from '../../report/live/causes.ts';
import { holdMsOf } from '../../report/text/hold.ts';
import { RunFollower } from '../journals/follow.ts';
import type { Explained, Look } from './explainer.ts';
import { yieldToShards } from './yield-to-shards.ts';

/** Behind this it has read all that there is, for now. */
const LOOK_BYTES = 4 * 1024 * 1024;

const NOTHING = { causes: [], sections: [] };

const follower = new RunFollower(workerData as string, { bytesPerPoll: LOOK_BYTES });
const fold = new RunFold();
const port = parentPort!;

yieldToShards();
port.on('message', ({ wantsPage }: Look) => port.postMessage(look(wantsPage)));

/** Reads on, and explains what is known. */
function look(wantsPage: boolean): Explained {
  const beganMs = performance.now();
  for (const [record, shard] of follower.poll()) {
    if (shard >= 0) fold.add(record, shard);
    else if (record.type === 'note') fold.addNote(record);
  }
  const { isBehind } = follower;
  const said = isBehind ? NOTHING : explainedNow(wantsPage);
  return { atMs: fold.lastAtMs, isBehind, ...said, tookMs: performance.now() - beganMs };
}

function explainedNow(wantsPage: boolean): Pick<Explained, 'causes' | 'sections'> {
  const view = analyze(fold, { damagedRecords: follower.damaged, missing: [], isRunning: true });
  if (view === undefined) return NOTHING;
  const causes = liveCausesOf(view.summary, holdMsOf(view.scenario));
  return { causes, sections: wantsPage ? liveSectionsOf(view) : [] };
}

function liveSectionsOf(view: Analysis): Explained['sections'] {
  const wanted: readonly string[] = LIVE_SECTIONS;
  return sectionsOf(view)
    .filter(({ id }) => wanted.includes(id))
    .map(({ id, markup }) => ({ id, html: markup.text }));
}
