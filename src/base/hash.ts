const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const MASK = 0xffffffffffffffffn;

/** FNV-1a of 64 bits over the text's UTF-16 units, in hexadecimal: the same everywhere, and no secret of what it is of. */
export function hashOf(text: string): string {
  let hash = OFFSET;
  for (let index = 0; index < text.length; index += 1)
    hash = ((hash ^ BigInt(text.charCodeAt(index))) * PRIME) & MASK;
  return hash.toString(16).padStart(16, '0');
}
