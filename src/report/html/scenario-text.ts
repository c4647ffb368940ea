import { stringify } from 'yaml';
import type { Scenario } from '../../scenario/scenario.ts';
import { html, type Markup } from './markup.ts';

const LENGTH_MAX = 60_000;

/** The scenario as run: every default filled in, every secret masked. */
export function scenarioText(scenario: Scenario): Markup {
  const text = stringify(scenario, withoutKeys, { lineWidth: 0, aliasDuplicateObjects: false });
  const isCut = text.length > LENGTH_MAX;
  return html`<h2>Scenario</h2><p>As run, with every default filled in and every secret masked.</p>
<div class="card"><details><summary>${scenario.targets.length} targets, ${scenario.path.hops.length} hops, seed ${scenario.seed}</summary><pre>${text.slice(0, LENGTH_MAX)}${isCut && '\n… cut here'}</pre></details></div>`;
}

/** A second safeguard: whatever the journal holds, no private key gets into a page that may be shared. */
function withoutKeys(_key: unknown, value: unknown): unknown {
  if (typeof value !== 'string' || !value.includes('-----BEGIN ')) return value;
  return value.includes('PRIVATE KEY') ? '(private key)' : `(PEM, ${value.length} characters)`;
}
