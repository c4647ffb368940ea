import { z } from 'zod';
import { DATA_PICKS } from '../data/source.ts';
import { count, text } from './fields.ts';
import { chosen, described, listOf, mapOf, strict } from './shapes.ts';

const COLUMN = text('Name of a column', { max: 64 });

const source = strict('A file with one row per connection', {
  file: text('A CSV file with a line of names, or JSON lines, named relative to the scenario'),
  format: described(
    'Format of the file (default: by its ending)',
    z.enum(['csv', 'jsonl']),
  ).optional(),
  pick: chosen(DATA_PICKS, {
    'in-order': 'the first connection takes the first row (default)',
    shuffled: 'each row once, in an order by the seed',
    random: 'with repetition, by the seed',
  }).optional(),
  'when-short': chosen(['refuse', 'repeat'], {
    refuse: 'fewer rows than connections are an error (default)',
    repeat: 'rows are used again',
  }).optional(),
  skip: count('Rows to leave out at the beginning, which another machine uses', {
    max: 1_000_000,
  }).optional(),
  key: text('A column that must not repeat among the rows in use', { max: 64 }).optional(),
  show: listOf(
    'Columns that outputs may contain; the cells of all others are masked',
    COLUMN,
    100,
  ).optional(),
});

/** Data sources, by name. */
export const dataSchema = mapOf('Files whose rows are given to connections, by name', source);

export type WrittenSource = z.output<typeof source>;
