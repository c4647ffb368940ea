import { type ComparedWay, keepsPromises, type Migration } from '../../check/migration/migrate.ts';
import type { Promised } from '../../check/migration/promised.ts';
import type { Route } from '../../manifests/route.ts';
import type { PlacedLimit } from '../../path/path.ts';

/** For programs. `format` is raised when the meaning of a field changes. */
export function migrationJson(migration: Migration): string {
  const { ways, gone, added, newFindings } = migration;
  const out = {
    format: 1,
    kept: keepsPromises(migration),
    ways: ways.map(plainWay),
    gone: gone.map(plainRoute),
    added: added.map(plainRoute),
    newFindings: newFindings.map(({ rule, severity, at, message }) => ({
      rule,
      severity,
      at,
      message,
    })),
  };
  return `${JSON.stringify(out, null, 2)}\n`;
}

function plainWay(way: ComparedWay): object {
  const {
    old,
    new: fresh,
    by,
    isFrontUnknown,
    promises,
    tls,
    lostUpgrade,
    capacities,
    unused,
  } = way;
  return {
    old: plainRoute(old),
    new: plainRoute(fresh),
    pairedBy: by,
    isFrontUnknown,
    tls,
    ...(lostUpgrade !== undefined && { lostUpgrade }),
    capacities,
    promises: promises.map((promise) => ({
      ...promise,
      old: plainPromised(promise.old),
      new: plainPromised(promise.new),
    })),
    unusedTimeouts: unused,
  };
}

function plainRoute({ name, transport, host, port, path, backend, at, hops }: Route): object {
  const kinds = hops.hops.map(({ id, kind }) => ({ id, kind }));
  return { name, transport, host, port, path, backend, at, hops: kinds };
}

function plainPromised(promised: Promised): object {
  switch (promised.kind) {
    case 'after':
      return { kind: promised.kind, ms: promised.ms, limits: promised.by.map(plainLimit) };
    case 'never':
      return promised;
    case 'unknown': {
      const { kind, why, atMost } = promised;
      const known = atMost && { ms: atMost.ms, limits: atMost.by.map(plainLimit) };
      return { kind, why, ...(known !== undefined && { atMost: known }) };
    }
  }
}

function plainLimit({ hop, limit }: PlacedLimit): object {
  const { setting, afterMs, resetBy, effects, source } = limit;
  return { hop: hop.id, setting, afterMs, resetBy, effects, source };
}
