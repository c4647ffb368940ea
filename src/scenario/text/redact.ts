export const MASK = '***';

/** Shorter values would blank out half of every report. */
const LENGTH_MIN = 4;

/** A short number, a duration or a word for a choice is no secret, even if it came from the environment. */
const COMMON = /^(\d{1,5}(\.\d+)?\s?(ms|s|m|min|h|d|%|k|M|[KM]?i?B)?|true|false|null|localhost)$/;

/** Parts of a secret that are worth hiding for themselves. */
const LINE_LENGTH_MIN = 16;

/**
 * Replaces every secret in a text, also in the forms in which encoders give it back: base64 (at any
 * alignment, so inside of a longer text too), base64url, percent, hexadecimal, JSON, HTML and XML.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.flatMap(partsOf).filter(isSecret).flatMap(formsOf))];
  if (forms.length === 0) return (text) => text;
  // The longest first, so that no part of one is left standing.
  forms.sort((a, b) => b.length - a.length);
  const pattern = new RegExp(forms.map(escaped).join('|'), 'g');
  return (text) => text.replace(pattern, MASK);
}

function isSecret(value: string): boolean {
  return value.length >= LENGTH_MIN && !COMMON.test(value);
}

/** A value of several lines (a key, a certificate) is shown with other line ends, or line by line. */
function partsOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  if (lines.length === 1) return [secret, secret.trim()];
  const isArmor = (line: string) => /^-----(BEGIN|END) /.test(line);
  return [secret, ...lines.filter((line) => line.length >= LINE_LENGTH_MIN && !isArmor(line))];
}

function formsOf(secret: string): readonly string[] {
  const hex = Buffer.from(secret).toString('hex');
  const percent = encodeURIComponent(secret.replace(/\p{Surrogate}/gu, '\ufffd'));
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    percent,
    percent.toLowerCase(),
    percent.replaceAll('%20', '+'),
    percentOfAll(hex),
    hex,
    hex.toUpperCase(),
    ...markupOf(secret),
    ...base64Of(secret),
  ];
}

function percentOfAll(hex: string): string {
  return hex.toUpperCase().replace(/../g, '%$&');
}

function markupOf(secret: string): readonly string[] {
  const open = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quotes = open.replaceAll('"', '&quot;');
  return [open, quotes, quotes.replaceAll("'", '&#39;'), quotes.replaceAll("'", '&apos;')];
}

/**
 * What of the secret shows in base64 whatever stands around it: three bytes make four characters, so
 * there are three alignments, and the characters at either end are shared with the neighbours.
 */
function base64Of(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const start = Math.ceil((shift * 8) / 6);
    const end = Math.floor(((shift + bytes.length) * 8) / 6);
    const own = encoded.slice(start, end);
    if (own.length < LENGTH_MIN) return [];
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function escaped(form: string): string {
  return form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
