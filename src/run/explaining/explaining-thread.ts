import { parentPort, workerData } from 'node:worker_threads';
import type { CreateDigest, Digest, DigestPlan } from './digest.ts';
import { ExplainedRun } from './explained-run.ts';
import type { Found, Look, ThreadData } from './explainer.ts';
import { yieldToShards } from './yield-to-shards.ts';

const { folder, plans } = workerData as ThreadData;
const port = parentPort!;
const run = new ExplainedRun(folder, { needsTimes: plans.some(({ needsTimes }) => needsTimes) });
const digests = new Map<number, Promise<Digest<unknown>>>();

yieldToShards();
port.on('message', (look: Look) => void answer(look));

async function answer({ wanted }: Look): Promise<void> {
  const beganMs = performance.now();
  run.read();
  const founds: Found[] = [];
  if (!run.isBehind) for (const index of wanted) founds.push(await found(index));
  const reply = { atMs: run.fold.lastAtMs, isBehind: run.isBehind };
  const tookMs = performance.now() - beganMs;
  try {
    port.postMessage({ ...reply, founds, tookMs });
  } catch {
    // One of them holds a function, or something else that cannot leave its thread.
    port.postMessage({ ...reply, founds: founds.map(sendable), tookMs });
  }
}

function sendable(found: Found): Found {
  try {
    structuredClone(found);
    return found;
  } catch (error) {
    return { index: found.index, failure: (error as Error).message };
  }
}

/** A fault in a digest costs that one. */
async function found(index: number): Promise<Found> {
  try {
    const digest = await digestOf(index);
    return { index, output: digest(run) };
  } catch (error) {
    return { index, failure: (error as Error).stack ?? String(error) };
  }
}

/** Modules are loaded in here, when they are first needed: what an extension shows is its own business. */
function digestOf(index: number): Promise<Digest<unknown>> {
  const known = digests.get(index) ?? load(plans[index]!);
  digests.set(index, known);
  return known;
}

async function load({ module, options }: DigestPlan): Promise<Digest<unknown>> {
  const loaded: { readonly createDigest: CreateDigest<unknown, unknown> } = await import(module);
  return loaded.createDigest(options);
}
