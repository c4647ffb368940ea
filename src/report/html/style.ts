/** Causes have colours `c1` to `c6`; `c0` is grey, for unexplained drops. */
export const CAUSE_COLOURS = 6;
/** A lighter grey: drops that were meant to be. */
export const EXPECTED_COLOUR = 'cx';
/** Targets have colours `t1` to `t6`, then again from the start. */
export const TARGET_COLOURS = 6;

const LIGHT = `--bg:#f7f8fa;--card:#fff;--ink:#171a21;--mute:#565d6b;--faint:#7c8493;--line:#dfe3e9;--grid:#eceef2;
--bad:#b42338;--badbg:#fdecee;--ok:#14754f;--okbg:#e5f6ee;--warn:#8a5a00;--warnbg:#fff3d9;
--c0:#7a7f8a;--c1:#d1495b;--c2:#e08e0b;--c3:#2f6fdb;--c4:#2a9d6f;--c5:#a04fc0;--c6:#8c6239;--cx:#b4bac5;
--t1:#0f766e;--t2:#6d4bd0;--t3:#b0307c;--t4:#1d6fb8;--t5:#c2410c;--t6:#5b7a12`;

const DARK = `--bg:#0f1217;--card:#171b22;--ink:#e8eaee;--mute:#a9b0bd;--faint:#828a99;--line:#2d3440;--grid:#232934;
--bad:#ff8b97;--badbg:#3a1a20;--ok:#63d6a4;--okbg:#12302a;--warn:#f5c451;--warnbg:#372a0b;
--c0:#9aa0ad;--c1:#ff7b8a;--c2:#f5b342;--c3:#7aa7ff;--c4:#5fd3a3;--c5:#d490f0;--c6:#d0a878;--cx:#596170;
--t1:#4fd1c5;--t2:#b49bff;--t3:#f58ac5;--t4:#74b9f5;--t5:#ff9a66;--t6:#b5d65a`;

const SANS = 'system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif';
const MONO = 'ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace';

const SWATCHES = [
  ...Array.from({ length: CAUSE_COLOURS + 1 }, (_, index) => `c${index}`),
  EXPECTED_COLOUR,
  ...Array.from({ length: TARGET_COLOURS }, (_, index) => `t${index + 1}`),
]
  .map((name) => `.${name}{--k:var(--${name})}`)
  .join('');

/** The page's one style sheet: light and dark, phone and paper. */
export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
@media print{nav{display:none}details::details-content{content-visibility:visible;display:block}:root{color-scheme:light;${LIGHT};--bg:#fff}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:14px/1.5 ${SANS};font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
main{max-width:1120px;margin:0 auto;padding:28px 24px 60px}
h1{font-size:24px;line-height:1.25;margin:10px 0 6px;letter-spacing:-.01em}
h2{font-size:16px;margin:36px 0 2px}h2+p{margin:0 0 10px;color:var(--mute);max-width:110ch}
h3{font-size:13px;margin:0 0 6px;color:var(--mute);font-weight:600}
code,pre,.mono{font:12.5px/1.5 ${MONO}}
pre{margin:0;white-space:pre-wrap}
.top{display:flex;gap:4px 12px;align-items:center;color:var(--mute);flex-wrap:wrap}
.pill{font-weight:700;border-radius:6px;padding:2px 10px;letter-spacing:.03em}
.fail{background:var(--badbg);color:var(--bad)}.pass{background:var(--okbg);color:var(--ok)}.inconclusive{background:var(--warnbg);color:var(--warn)}
.lede{color:var(--mute);max-width:120ch;margin:0 0 18px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px;margin:0 0 12px;overflow-x:auto}
.kpis{display:grid;grid-template-columns:repeat(5,1fr);gap:10px;margin:0 0 14px}.kpis .card{margin:0}
.kpis b{display:block;font-size:20px;line-height:1.3;letter-spacing:-.01em}.kpis span{color:var(--mute);font-size:12.5px}
table{border-collapse:collapse;width:100%}
th{font-weight:600;color:var(--mute);text-align:left;font-size:12.5px;border-bottom:1px solid var(--line);padding:4px 12px 6px 0;vertical-align:bottom}
td,th,code{overflow-wrap:break-word}
td{border-bottom:1px solid var(--grid);padding:8px 12px 8px 0;vertical-align:top}
tr:last-child td{border-bottom:0}tr.joined td{border-bottom:0;padding-bottom:2px}tr.below td{padding-top:2px}.change{background:var(--bg);border:1px solid var(--grid);border-radius:7px;padding:5px 10px;margin:2px 0;max-width:max-content}
.chips{list-style:none;margin:2px 0;padding:0;display:flex;flex-wrap:wrap;gap:4px 6px}.chips li{background:var(--grid);border-radius:5px;padding:1px 7px;font-size:12.5px}th:last-child,td:last-child{padding-right:0}
nav{display:flex;flex-wrap:wrap;gap:2px 14px;margin:0 0 14px;font-size:12.5px}a{color:var(--mute);text-underline-offset:2px}section{scroll-margin-top:8px}details{margin-top:8px}table+h3,.note+h3{margin-top:18px}
.nw{white-space:nowrap}.n{text-align:right;white-space:nowrap}td.n.lead{font-weight:700}
@media print,(min-width:901px){table.wide{table-layout:fixed}table.wide th:nth-child(1){width:60px}table.wide th:nth-child(2){width:118px}table.wide th:nth-child(4){width:190px}table.wide th:nth-child(5){width:170px}table.wide th:nth-child(6){width:86px}table.limits{table-layout:fixed}table.limits th:nth-child(1){width:104px}table.limits th:nth-child(2){width:250px}table.limits th:nth-child(3){width:150px}table.limits th:nth-child(4){width:110px}}
.s{color:var(--mute);display:block;font-size:12.5px}
.sw{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:7px;background:var(--k)}
.sw.hollow{background:none;border:2px solid var(--k)}
.diff{display:block;font:12px/1.5 ${MONO}}.diff.minus{color:var(--bad)}.diff.plus{color:var(--ok)}
.tag{font-size:11.5px;border-radius:5px;padding:1px 7px;white-space:nowrap;background:var(--grid);color:var(--mute);display:inline-block}
.tag.ok{background:var(--okbg);color:var(--ok)}.tag.bad{background:var(--badbg);color:var(--bad)}.tag.warn{background:var(--warnbg);color:var(--warn)}
.bar{display:inline-block;height:11px;background:var(--k);vertical-align:-1px}.bars td:last-child{width:55%;white-space:nowrap;font-size:0}summary{cursor:pointer;color:var(--mute)}
.legend{display:flex;gap:4px 16px;flex-wrap:wrap;color:var(--mute);font-size:12.5px;margin:0 0 8px}.plot+.legend{margin-top:12px}.legend b{color:var(--ink)}
.note{color:var(--mute);font-size:12.5px;margin:8px 0 0}
.two{display:grid;grid-template-columns:1fr 1fr;gap:12px}.two .card{margin:0}
ul.plain{margin:0;padding-left:18px}ul.plain li{margin:3px 0}
.path{display:flex;align-items:stretch;gap:26px}
.hop{flex:1 1 0;min-width:0;display:flex;flex-direction:column;position:relative}
.hop+.hop::before{content:"";position:absolute;left:-22px;top:30px;width:13px;border-top:1.5px solid var(--faint)}
.hop+.hop::after{content:"";position:absolute;left:-10px;top:26.5px;border:4px solid transparent;border-left:6px solid var(--faint);border-right:0}
.box{border:1.5px solid var(--line);border-radius:8px;padding:8px 10px;flex:1;font-size:12.5px}
.box.hit{border-color:var(--k)}.box b{font-size:13px}.box .limit{margin-top:6px}
.drops{padding:6px 2px 0;font-size:12.5px;color:var(--faint)}.drops b{color:var(--k,var(--ink))}
svg{display:block;width:100%;height:auto}
svg text{font:11.5px ${SANS};fill:var(--mute)}svg .ink{fill:var(--ink)}svg .end{text-anchor:end}svg .mid{text-anchor:middle}
svg .halo{paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
svg .name{font-weight:600;fill:var(--k)}
.grid{stroke:var(--grid)}.axis{stroke:var(--faint)}.mark{stroke:var(--mute);stroke-dasharray:2 3}.limitline{stroke:var(--mute);stroke-dasharray:5 4}
.curve{fill:none;stroke:var(--k);stroke-width:1.7;stroke-linejoin:round}.curve.thin{stroke-width:1;opacity:.75}
.band{fill:var(--k);opacity:.16}.fill{fill:var(--k)}.fill.soft{opacity:.85}
.dots{fill:none;stroke:var(--k);stroke-width:4;stroke-linecap:round;opacity:.7}
.o1{opacity:.3}.o2{opacity:.5}.o3{opacity:.75}
${SWATCHES}
@media screen and (max-width:900px){main{padding:18px 12px 40px}h1{font-size:20px}.kpis{grid-template-columns:repeat(2,1fr)}.two{grid-template-columns:1fr}
.path{flex-direction:column;gap:18px}.hop+.hop::before{left:18px;top:-15px;width:0;height:8px;border-top:0;border-left:1.5px solid var(--faint)}.hop+.hop::after{left:14.5px;top:-8px;border:4px solid transparent;border-top:6px solid var(--faint);border-bottom:0}
thead{display:none}tbody tr{display:block;border-bottom:1px solid var(--line);padding:8px 0}tbody tr:last-child{border-bottom:0}td{display:block;border:0;padding:1px 0;text-align:left}
td[data-label]::before{content:attr(data-label) ": ";color:var(--mute)}td:empty{display:none}tr.joined{border-bottom:0;padding-bottom:0}tr.below{padding-top:2px}.n{text-align:left;white-space:normal}
.plot{overflow-x:auto}.plot>svg{min-width:660px}}
@media print{.sw,.bar,.pill,.tag{print-color-adjust:exact;-webkit-print-color-adjust:exact}main{max-width:none;padding:0;zoom:.66}.card{break-inside:avoid}h2{break-after:avoid}h2+p{break-after:avoid}}
`.trim();
