/** HTML or SVG that may be put into the page as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes: markup as it is, everything else as text. */
export type Content = Markup | string | number | false | undefined | readonly Content[];

/** A template that escapes whatever is not `Markup`: names, close reasons and paths come from outside. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let text = strings[0]!;
  for (const [index, content] of contents.entries())
    text += rendered(content) + strings[index + 1]!;
  return new Markup(text);
}

function rendered(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string') return escaped(content);
  return content.map(rendered).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text for HTML and XML, in an element or a quoted attribute. Control characters, which XML 1.0 forbids, and
 * those that turn the writing direction become U+FFFD, so that a name cannot reorder the words around it.
 */
export function escaped(text: string): string {
  return text.replace(HOSTILE, '\uFFFD').replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

const HOSTILE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** At most so many characters of what somebody else wrote. */
export function clipped(text: string, lengthMax = 300): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`;
}
