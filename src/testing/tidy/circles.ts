import { importsOf } from './imports.ts';
import { isTest, type Source } from './source.ts';

/** No file imports itself by way of others, not even for a type: files in a circle are one file in pieces. */
export function circles(sources: readonly Source[]): readonly string[] {
  const graph = new Map(
    sources
      .filter(({ name }) => !isTest(name))
      .map((source) => [source.name, targetsOf(source)] as const),
  );
  return knots(graph).map((knot) => `${circleIn(knot, graph).join(' -> ')}`);
}

/** What a file needs loaded, or known to the compiler. A process that it starts is neither. */
function targetsOf(source: Source): readonly string[] {
  return importsOf(source)
    .filter(({ kind }) => kind !== 'link')
    .map(({ target }) => target);
}

type Graph = ReadonlyMap<string, readonly string[]>;

/** Tarjan's strongly connected components of more than one file. */
function knots(graph: Graph): readonly ReadonlySet<string>[] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const found: ReadonlySet<string>[] = [];
  const visit = (name: string): void => {
    order.set(name, order.size);
    lowest.set(name, order.size - 1);
    open.push(name);
    for (const target of graph.get(name) ?? []) {
      if (!graph.has(target)) continue;
      if (!order.has(target)) visit(target);
      if (open.includes(target))
        lowest.set(name, Math.min(lowest.get(name) ?? 0, lowest.get(target) ?? 0));
    }
    if (lowest.get(name) !== order.get(name)) return;
    const knot = open.splice(open.indexOf(name));
    if (knot.length > 1 || graph.get(name)?.includes(name)) found.push(new Set(knot));
  };
  for (const name of graph.keys()) if (!order.has(name)) visit(name);
  return found;
}

/** The shortest way from the first file of a knot back to itself. */
function circleIn(knot: ReadonlySet<string>, graph: Graph): readonly string[] {
  const start = [...knot].sort()[0] ?? '';
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const target of graph.get(way.at(-1) ?? '') ?? []) {
      if (target === start) return [...way, target];
      if (!knot.has(target) || seen.has(target)) continue;
      seen.add(target);
      ways.push([...way, target]);
    }
  }
  return [...knot];
}
