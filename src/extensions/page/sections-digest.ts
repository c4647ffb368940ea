import { LIVE_SECTIONS } from '../../report/html/live-page.ts';
import { sectionsOf } from '../../report/html/sections.ts';
import type { CreateDigest } from '../../run/explaining/digest.ts';

/** A section of the page, ready to be shown. */
export interface LiveSection {
  readonly id: string;
  readonly html: string;
}

/** The sections of the report that the live page shows. */
export const createDigest: CreateDigest<undefined, readonly LiveSection[]> = () => {
  const wanted: readonly string[] = LIVE_SECTIONS;
  return (run) => {
    const analysis = run.analysis();
    const sections = analysis === undefined ? [] : sectionsOf(analysis);
    return sections
      .filter(({ id }) => wanted.includes(id))
      .map(({ id, markup }) => ({ id, html: markup.text }));
  };
};
