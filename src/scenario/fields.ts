import { z } from 'zod';
import {
  parseCount,
  parseDuration,
  parsePercent,
  parseSize,
  type Quantity,
} from '../base/units.ts';

/**
 * A text that stands for a quantity. In the JSON Schema it is a string with examples; after decoding, a
 * number in the unit that the field's description names.
 */
function quantity(
  parse: (text: string) => Quantity,
  description: string,
  examples: readonly string[],
) {
  const expected = parse('').ok ? '' : (parse('') as { hint: string }).hint;
  return z
    .string({ error: () => `expected ${expected}` })
    .meta({ description, examples: [...examples] })
    .transform((text, context) => {
      const read = parse(text);
      if (read.ok) return read.value;
      context.addIssue({ code: 'custom', message: `"${text}" is not ${read.hint}`, input: text });
      return z.NEVER;
    });
}

/** Milliseconds. */
export function duration(description: string) {
  return quantity(parseDuration, description, ['30s', '5m', '3h']);
}

/** Bytes. */
export function size(description: string) {
  return quantity(parseSize, description, ['256B', '4KiB']);
}

/** 0 to 1. */
export function percent(description: string) {
  return quantity(parsePercent, description, ['10%', '50%']);
}

/** A whole number, as a number or as a text with k or M. */
export function count(description: string, { max }: { max: number }) {
  return z
    .union([z.number(), z.string()], { error: () => 'expected a whole number: 300, 1_000, 20k' })
    .meta({ description, examples: [500, '20k'] })
    .transform((written, context) => {
      const read = parseCount(String(written));
      if (read.ok && read.value >= 1 && read.value <= max) return read.value;
      const expected = read.ok ? `from 1 to ${max.toLocaleString('en-US')}` : read.hint;
      context.addIssue({
        code: 'custom',
        message: `"${written}" is not ${expected}`,
        input: written,
      });
      return z.NEVER;
    });
}

/** Bytes to say or to expect, as hexadecimal digits and whether they were written as text. */
export function payload(description: string) {
  const hex = z.strictObject({
    hex: z
      .string()
      .regex(/^([0-9a-fA-F]{2}[ ]?)*$/, 'expected pairs of hexadecimal digits: "0a 0b ff"'),
  });
  return z
    .union([z.string(), hex], { error: () => 'expected a text, or { hex: "0a0b" }' })
    .meta({ description })
    .transform((written) =>
      typeof written === 'string'
        ? { hex: hexOf(written), text: true }
        : { hex: written.hex.replaceAll(' ', '').toLowerCase(), text: false },
    );
}

/** UTF-8 bytes as hexadecimal digits. */
export function hexOf(text: string): string {
  return [...new TextEncoder().encode(text)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
