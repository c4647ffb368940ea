import type { CatalogueEntry, ResetAnswer, ResetBy } from './entry.ts';

const WIDTH = 80;

/** One line per setting, grouped by component. */
export function printRows(entries: readonly CatalogueEntry[]): string {
  const lines: string[] = [];
  let component = '';
  for (const entry of entries) {
    if (entry.component !== component) {
      component = entry.component;
      lines.push('', component);
    }
    lines.push(row(entry));
  }
  return `${lines.slice(1).join('\n')}\n`;
}

/** Everything about each setting. */
export function printDetails(entries: readonly CatalogueEntry[]): string {
  return `${entries.map((entry) => details(entry).join('\n')).join('\n\n')}\n`;
}

function row({ setting, default: value, kind, verified }: CatalogueEntry): string {
  const mark = verified === 'unverified' ? '?' : ' ';
  return `${mark} ${cell(setting, 38)} ${cell(value, 19)} ${kind}`.trimEnd();
}

function cell(text: string, width: number): string {
  return (text.length > width ? `${text.slice(0, width - 1)}…` : text).padEnd(width);
}

function details(entry: CatalogueEntry): readonly string[] {
  const { setting, component, resetBy, verified } = entry;
  const configured = entry.configuredIn.map(({ where, key }) => `${where}: ${key}`);
  const ends = Object.entries(entry.endsAs).map(([layer, words]) => `${layer}: ${words}`);
  return [
    setting,
    `  ${component}`,
    ...field('id', [entry.id]),
    ...field('kind', [`${entry.kind}, at ${entry.hop}`]),
    ...field('default', [entry.default]),
    ...field('range', [entry.range]),
    ...field('set in', configured),
    ...field('measures', [entry.measures]),
    ...field('reset by', [describeReset(resetBy), resetBy.note]),
    ...field('ends as', ends),
    ...field('applies', [entry.appliesTo.join(', ')]),
    ...field('versions', [entry.versions]),
    ...field('verified', [verified === 'unverified' ? 'NO, do not rely on it' : verified]),
    ...field('', [entry.verifiedNote]),
    ...field('source', entry.sources),
    ...field('note', [entry.notes]),
  ];
}

function describeReset(resetBy: ResetBy): string {
  const parts: readonly (readonly [string, ResetAnswer])[] = [
    ['client bytes', resetBy.clientBytes],
    ['server bytes', resetBy.serverBytes],
    ['TCP keep-alive', resetBy.tcpKeepalive],
    ['WebSocket ping', resetBy.webSocketPing],
  ];
  if (parts.every(([, answer]) => answer === 'no')) return 'nothing';
  return parts.map(([what, answer]) => `${what} ${answer}`).join(', ');
}

/** The label, then each text on lines of its own, wrapped; empty without text. */
function field(label: string, texts: readonly (string | undefined)[]): readonly string[] {
  const indent = 13;
  const lines = texts
    .filter((text) => text !== undefined && text !== '')
    .flatMap((text) => wrap(text ?? '', WIDTH - indent));
  return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(indent - 2)}${line}`);
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
