/** Styles of the live page, besides those of the report. */
export const LIVE_STYLE = `
.progress{height:4px;border-radius:2px;background:var(--line);margin:10px 0 0;overflow:hidden}.progress span{display:block;height:100%;background:var(--ok)}
.plots{display:grid;grid-template-columns:1fr 1fr;gap:0 16px}.plots section{min-width:0;display:flex;flex-direction:column}.plots .card{flex:1;padding:8px 10px}.plots h2{margin-top:20px}
.live-plot{min-height:246px;min-width:0;font-size:12px}.live-plot .u-legend{font-size:12px;color:var(--mute);text-align:left;margin:2px 0 0 52px;width:auto}.live-plot .u-label{font-weight:400}.live-plot .u-legend th::after{content:none}
.live-plot .u-legend .u-marker{border-radius:3px}.live-plot .u-inline tr{margin-right:10px}.live-plot .u-legend td,.live-plot .u-legend th,.live-plot .u-legend tr{display:inline-block;border:0;padding:1px 3px}
.live-plot .u-value{color:var(--ink);min-width:3.2em}.live-plot .u-select{background:var(--grid)}
#state.lost{color:var(--bad);font-weight:600}#state:empty{display:none}
@media screen and (max-width:900px){.plots{grid-template-columns:1fr}}
`.trim();
