/** Modules of the user's own that this process has loaded, by URL. */
const LOADED = new Set<string>();

/** Remembers that a module is the user's own. */
export function noteOwnModule(url: string): void {
  LOADED.add(url);
}

/** An error that code of the user's own threw, as far as its stack says. */
export function isOfOwnModule(error: unknown): boolean {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return [...LOADED].some((url) => stack.includes(url));
}
