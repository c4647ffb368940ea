import { z } from 'zod';

/**
 * A map of known keys. Its message for unknown keys is the list of known ones, which
 * `issues.ts` needs for "did you mean". With an `id` it appears once in the JSON Schema.
 */
export function strict<Shape extends z.core.$ZodLooseShape>(
  description: string,
  shape: Shape,
  { id }: { readonly id?: string } = {},
) {
  return z
    .strictObject(shape, {
      error: (issue) =>
        issue.code === 'unrecognized_keys' ? Object.keys(shape).join('\n') : undefined,
    })
    .meta({ description, ...(id !== undefined && { id }) });
}

/** A list with a maximum length. */
export function listOf<Item extends z.ZodType>(description: string, item: Item, max: number) {
  return z.array(item).max(max).meta({ description });
}

/** A map with keys of the user's choice. */
export function mapOf<Value extends z.ZodType>(description: string, value: Value) {
  return z.record(z.string(), value).meta({ description });
}

export function described<Type extends z.ZodType>(description: string, type: Type) {
  return type.meta({ description });
}

export function flag(description: string) {
  return z.boolean().meta({ description });
}

/** One of several words, each with a meaning. */
export function chosen<const Word extends string>(
  words: readonly Word[],
  meanings: Readonly<Record<Word, string>>,
) {
  const description = words.map((word) => `${word}: ${meanings[word]}`).join('; ');
  return z.enum(words).meta({ description });
}
