/** A path of a route, as a client can use it. */
interface Dialled {
  /** What every request of the route begins with. */
  readonly prefix: string;
  /** It is a regular expression, so it cannot be dialled as it is written. */
  readonly isPattern: boolean;
}

/** `/(.*)`, `/chat(/|$)(.*)`: characters that no literal path has. */
const REGEX = /[()[\]{}+?\\^$|]|\.\*/;

/** Why a path cannot be dialled as it stands, where it cannot. */
export function undialledPath(path: string): { readonly undialled?: string } {
  return dialledPath(path).isPattern
    ? { undialled: `its path ${path} is a regular expression` }
    : {};
}

/** The part of a path that every request begins with; `/*` is a prefix with many controllers, and no pattern. */
export function dialledPath(path: string): Dialled {
  const plain = path.replace(/\/\*$/, '/');
  const index = plain.search(REGEX);
  if (index === -1) return { prefix: plain, isPattern: plain.includes('*') };
  const literal = plain.slice(0, index);
  // A quantifier belongs to the character before it.
  const prefix = /[+?*{]/.test(plain[index] ?? '') ? literal.slice(0, -1) : literal;
  return { prefix: prefix.startsWith('/') ? prefix : '/', isPattern: true };
}
