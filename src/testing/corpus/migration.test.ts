import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkManifests } from '../../check/check.ts';
import { compareSets, keepsPromises, type Migration } from '../../check/migration/migrate.ts';
import { wayOn } from '../../check/migration/promises.ts';
import { migrationText } from '../../report/migration/text.ts';
import { plain } from '../../report/text/paint.ts';
import { assertProduct } from '../report/golden.ts';
import { FOLDER, readSet } from './sets.ts';

/**
 * The trap of the usual converter: it writes ten times the timeouts of the proxy as the route's request timeout, and
 * each implementation makes something else of that.
 */
const CONVERTED = [
  { stack: 'envoy-gateway', idleMs: 108_000_000, isUnused: false },
  { stack: 'nginx-gateway-fabric', idleMs: 60_000, isUnused: true },
  { stack: 'contour', idleMs: 300_000, isUnused: true },
  { stack: 'istio', idleMs: undefined, isUnused: true },
] as const;

for (const { stack, idleMs, isUnused } of CONVERTED)
  test(`a converted timeout means on ${stack} what it really means there`, () => {
    const migration = migrate(stack);
    const [way] = migration.ways;
    assert.ok(way !== undefined && migration.ways.length === 1);
    const idle = wayOn(way.new).timers.find(
      ({ hop, limit }) => hop.role === 'ingress' && limit.startsAt === 'last-reset',
    )?.limit;
    assert.equal(idle?.afterMs, idleMs);
    assert.equal(way.unused.length > 0, isUnused);
    assert.equal(keepsPromises(migration), false);
    assertProduct(
      `${FOLDER}/${stack}/converted/migration.txt`,
      migrationText(migration, { names: { old: 'ingress', new: stack }, paint: plain }),
    );
  });

function migrate(stack: string): Migration {
  const [old, fresh] = ['ingress-nginx/three-hours', `${stack}/converted`].map((set) =>
    checkManifests(readSet(`${FOLDER}/${set}`)),
  );
  return compareSets(old!, fresh!);
}
