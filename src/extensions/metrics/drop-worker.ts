import { parentPort, workerData } from 'node:worker_threads';
import { yieldToShards } from '../../run/explaining/yield-to-shards.ts';
import { DropWatch } from './drop-watch.ts';

const { folder, names } = workerData as { readonly folder: string; readonly names: string[] };
const watch = new DropWatch(folder, names);
const port = parentPort!;

yieldToShards();
port.on('message', () => port.postMessage(watch.look(() => performance.now())));
