/** What a person reads on a page, one line for each block: a golden file of it can be reviewed. */
export function pageWords(page: string): string {
  return page
    .replace(/<style>.*?<\/style>|<pre>.*?<\/pre>|<wbr>/gs, '')
    .replace(/\s+/g, ' ')
    .replace(/<\/(?:p|h\d|li|tr|text|title|div|section|nav|summary|th)>/g, '\n')
    .replace(/<[^>]+>/g, ' ')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
    .concat('\n');
}
