import type { Format } from './format.ts';
import { github } from './github.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

/** Every output format of `soak check`. A new one is a file and a line here. */
export const FORMATS: readonly Format[] = [text, json, sarif, github, junit];
