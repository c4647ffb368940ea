import { nginxTimeMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { Setting } from '../../setting.ts';
import { type Directive, findDirectives, nginxDirectives } from './configuration.ts';

/** Lines of nginx that a user adds to what a controller writes. */
export interface Snippet {
  /** As its user wrote it: `configuration-snippet`. */
  readonly name: string;
  readonly field: Field;
  /** The block that it becomes part of. */
  readonly context: 'location' | 'server' | 'http' | 'main' | 'stream';
}

/** Where the controller writes a directive itself, and the key of the limit that it sets. */
export interface Written {
  readonly directive: string;
  readonly key: string;
  readonly context: Snippet['context'];
}

/** A directive of a snippet that the controller has written into the same block: nginx takes no second one. */
export interface Repeated {
  readonly snippet: Snippet;
  readonly directive: Directive;
}

/** Statements that bring in what nobody can read here, or decide at run time. */
const OPAQUE = /^include$|_by_lua(_block|_file)?$|^js_/;

/** The directives that a snippet repeats, so that nginx refuses the whole configuration. */
export function repeatedIn(
  snippets: readonly Snippet[],
  written: readonly Written[],
): readonly Repeated[] {
  return snippets.flatMap((snippet) =>
    nginxDirectives(snippet.field.text ?? '')
      .filter((one) =>
        written.some(
          ({ directive, context }) => directive === one.name && context === snippet.context,
        ),
      )
      .map((directive) => ({ snippet, directive })),
  );
}

/**
 * What snippets say of limits.
 *
 * A directive that the controller writes into the same block makes nginx refuse the configuration: what is in force
 * then is not known. One that it does not write is read where it is a plain directive. A location of the user's own, an
 * include and code may say anything.
 */
export function snippetSettings(
  snippets: readonly Snippet[],
  { written, free }: { written: readonly Written[]; free: readonly Written[] },
): readonly Setting[] {
  const repeated = repeatedIn(snippets, written).map(({ snippet, directive }): Setting => {
    const key = written.find((one) => one.directive === directive.name)?.key ?? '';
    const what = `the ${snippet.name}, whose second ${directive.name} nginx refuses,`;
    return { key, unread: { what, at: snippet.field.at } };
  });
  return [...repeated, ...snippets.flatMap((snippet) => ofSnippet(snippet, { written, free }))];
}

function ofSnippet(
  { name, field, context }: Snippet,
  { written, free }: { written: readonly Written[]; free: readonly Written[] },
): readonly Setting[] {
  const directives = nginxDirectives(field.text ?? '');
  const values = free
    .filter((one) => one.context === context || isInherited(one, context))
    .flatMap(({ directive, key }) => {
      const found = directives.filter((one) => one.name === directive).at(-1);
      const ms = nginxTimeMs(found?.args[0] ?? '');
      return found === undefined || ms === undefined || ms === 0 ? [] : [{ key, ms, at: field.at }];
    });
  const hasLocation = context !== 'location' && findDirectives(directives, 'location').length > 0;
  const isOpaque = directives.some((one) => OPAQUE.test(one.name));
  if (!hasLocation && !isOpaque) return values;
  const what = hasLocation ? `a location in the ${name}` : `the ${name}`;
  return [
    ...values,
    ...[...written, ...free]
      .filter((one) => (one.context === 'main') === (context === 'main'))
      .map(({ key }) => ({ key, unread: { what, at: field.at } })),
  ];
}

/** What the controller does not write into a location comes from the blocks around it. */
function isInherited({ context }: Written, from: Snippet['context']): boolean {
  return context === 'location' && (from === 'server' || from === 'http');
}
