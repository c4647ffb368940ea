import { importsOf } from './imports.ts';
import { findEach, isTest, type Source } from './source.ts';

/** A room may import from rooms above it in this list, never from those below. */
const LAYERS: readonly string[] = [
  'base',
  'outcome',
  'objects',
  'path',
  'manifests',
  'scenario',
  'check',
  'journal',
  'stats',
  'explain',
  'analysis',
  'engine',
  'report',
  'net',
  'lab',
  'real',
  'run',
  'extensions',
  'cli',
  'testing',
];

/** Imports point up the layers, whichever form they have. Test files may import anything. */
export function layers(sources: readonly Source[]): readonly string[] {
  return findEach(sources, function* (source) {
    if (!LAYERS.includes(source.room)) yield `: ${source.room}/ is not in the list of layers`;
    if (isTest(source.name)) return;
    for (const { target, line } of importsOf(source)) {
      const room = target.split('/')[0] ?? '';
      if (room === source.room || LAYERS.indexOf(room) < LAYERS.indexOf(source.room)) continue;
      yield `:${line}: ${source.room}/ must not import from ${room}/`;
    }
  });
}
