import { withoutControls } from '../text/strip-controls.ts';

/** HTML or SVG that can be inserted unchanged. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template accepts: markup unchanged, everything else as text. */
type Content = Markup | string | number | false | undefined | readonly Content[];

/** A template that escapes everything except `Markup`: names, Close reasons and paths come from outside. */
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

/** Text for HTML and XML, in an element or a quoted attribute. */
export function escaped(text: string): string {
  return withoutControls(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A name that may be wrapped between its words: `nf_conntrack_tcp_timeout_established`. */
export function breakable(name: string): Markup {
  const parts = name.split(/(?<=[_/.-])(?=[A-Za-z])|(?<=[a-z])(?=[A-Z])/);
  return new Markup(parts.map(escaped).join('<wbr>'));
}

/** At most this many characters of text from outside. */
export function clipped(text: string, lengthMax = 300): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`;
}
