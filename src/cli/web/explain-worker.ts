import { parentPort, workerData } from 'node:worker_threads';
import { LIVE_SECTIONS } from '../../report/html/live-page.ts';
import { sectionsOf } from '../../report/html/sections.ts';
import { RunFollower } from '../../run/follow.ts';
import { RunFold } from '../../stats/fold.ts';
import { viewOf } from '../../stats/view.ts';
import { yieldToShards } from '../yield-to-shards.ts';
import type { Explained } from './explainer.ts';

/** Behind this it has read all that there is, for now. */
const LOOK_BYTES = 4 * 1024 * 1024;

const follower = new RunFollower(workerData as string, { bytesPerPoll: LOOK_BYTES });
const fold = new RunFold();
const port = parentPort!;

yieldToShards();
port.on('message', () => port.postMessage(look()));

/** Reads on, and explains what is known. */
function look(): Explained {
  const beganMs = performance.now();
  for (const [record, shard] of follower.poll()) {
    if (shard >= 0) fold.add(record, shard);
    else if (record.type === 'note') fold.addNote(record);
  }
  const { isBehind } = follower;
  const sections = isBehind ? [] : sectionsNow();
  return { atMs: fold.lastAtMs, tookMs: performance.now() - beganMs, isBehind, sections };
}

function sectionsNow(): Explained['sections'] {
  const view = viewOf(fold, { damagedRecords: follower.damaged, missing: [], isRunning: true });
  if (view === undefined) return [];
  const wanted: readonly string[] = LIVE_SECTIONS;
  return sectionsOf(view)
    .filter(({ id }) => wanted.includes(id))
    .map(({ id, markup }) => ({ id, html: markup.text }));
}
