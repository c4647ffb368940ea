interface Resolved {
  readonly url: string;
  readonly shortCircuit?: boolean;
}

type Next = (specifier: string, context: unknown) => Promise<Resolved>;

const COLLECT = new URL('./collect.js', import.meta.url).href;

/** A hook of Node's module loader: whoever imports `node:test` gets `collect.ts`. */
export async function resolve(specifier: string, context: unknown, next: Next): Promise<Resolved> {
  if (specifier === 'node:test') return { url: COLLECT, shortCircuit: true };
  return await next(specifier, context);
}
