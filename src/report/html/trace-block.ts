import type { RuleTrace, Trace } from '../../explain/trace.ts';
import { namedText } from '../text/trace-text.ts';
import { clipped, html, type Markup } from './markup.ts';

/** Per rule; `soak report --why` has the others. */
const EXCLUDED_MAX = 8;

/** Why a group is explained as it is, folded. */
export function traceBlock(number: number, trace: Trace): Markup {
  const rules = trace.rules.filter(
    ({ named, excluded }) => named.length > 0 || excluded.length > 0,
  );
  return html`<details class="why"><summary>Why (group ${number})</summary>
<ul>${rules.map(ruleItem)}${trace.passes.map(
    ({ by, found, excluded, certainty }) =>
      html`<li><code>${by}</code> ${clipped(found)} (${certainty})${exclusions(excluded.map((cause) => `not ${cause}`))}</li>`,
  )}</ul>
<p>What would change this:</p><ul>${trace.wouldChange.map((one) => html`<li>${clipped(one)}</li>`)}</ul></details>`;
}

function ruleItem(rule: RuleTrace): Markup {
  const named = rule.named.length === 0 ? 'no match' : namedText(rule);
  const excluded = rule.excluded.map(({ cause, why }) => `not ${cause}: ${why}`);
  return html`<li><code>${rule.id}</code> ${clipped(named)}${exclusions(excluded)}</li>`;
}

function exclusions(all: readonly string[]): Markup {
  const left = all.length - EXCLUDED_MAX;
  return html`${all.slice(0, EXCLUDED_MAX).map((one) => html`<br>${clipped(one, 200)}`)}${left > 0 && html`<br>${left} more`}`;
}
