import { withoutComments } from './imports.ts';
import type { Source } from './source.ts';

/** One exported name. */
interface Export {
  readonly name: string;
  /** From 1. */
  readonly line: number;
  /** Its own file uses it, too. */
  readonly isUsedAtHome: boolean;
}

const EXPORT =
  /^export (?:declare |default |abstract |async )*(?:function\*?|class|const|let|interface|type) (?<name>\w+)/gm;

/** Every name that a source exports. */
export function exportsOf({ text }: Source): readonly Export[] {
  const code = withoutComments(text);
  return [...code.matchAll(EXPORT)].map(({ groups, index }) => {
    const name = groups?.name ?? '';
    return {
      name,
      line: code.slice(0, index).split('\n').length,
      isUsedAtHome: [...code.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length > 1,
    };
  });
}
