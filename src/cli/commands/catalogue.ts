import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import type { CatalogueEntry } from '../../path/catalogue/entry.ts';
import { printDetails, printRows } from '../../path/catalogue/print.ts';
import { catalogueWords, searchCatalogue } from '../../path/catalogue/search.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { flag } from '../options/options.ts';
import type { System } from '../system.ts';

export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return yargs
    .positional('kind', {
      type: 'string',
      describe:
        'A kind of hop (ingress-nginx), a sort of setting (max-age), an id, or part of an id',
    })
    .option(...flag('json', { describe: 'Print everything as JSON' }))
    .example('soak catalogue', 'All settings, one line each')
    .example('soak catalogue alibaba-slb', 'One load balancer in detail, with sources')
    .example('soak catalogue max-age', 'Limits that close even a busy connection')
    .example('soak catalogue aws-nlb --json', 'For a program');
}

async function run(args: ArgumentsOf<typeof configure>, system: System): Promise<ExitCode> {
  const word = args.kind;
  const entries = searchCatalogue(word);
  if (entries.length === 0) {
    system.stderr.write(nothingFound(word ?? ''));
    return EXIT.invalid;
  }
  if (args.json) system.stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
  else system.stdout.write(word === undefined ? overview(entries) : printDetails(entries));
  return EXIT.passed;
}

function overview(entries: readonly CatalogueEntry[]): string {
  const doubtful = entries.filter(({ verified }) => verified === 'unverified').length;
  return `${printRows(entries)}
${entries.length} settings; ? marks ${doubtful} unverified ones: do not rely on them.
soak catalogue NAME shows one of them, or one kind of hop, in detail.
`;
}

function nothingFound(word: string): string {
  const near = catalogueWords().filter((known) => known.includes(word.slice(0, 3).toLowerCase()));
  const hint = near.length > 0 ? `\n  did you mean ${near.slice(0, 5).join(', ')}?` : '';
  return `Cannot find '${word}' in the catalogue${hint}\n`;
}
