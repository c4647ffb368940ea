import type { RunView } from '../../stats/view.ts';
import { holdMsOf } from '../hold.ts';
import { addressTables } from './address-tables.ts';
import { causeClassesOf } from './cause-classes.ts';
import { connectChart } from './connect-chart.ts';
import { dropMap } from './drop-map.ts';
import { dropTable } from './drop-table.ts';
import { incidenceChart } from './incidence-chart.ts';
import { roundTripChart } from './latency-chart.ts';
import { lifespansOf } from './lifespans.ts';
import type { Markup } from './markup.ts';
import { openChart } from './open-chart.ts';
import { pathDiagram } from './path-diagram.ts';
import { scenarioText } from './scenario-text.ts';
import { survivalChart } from './survival-chart.ts';
import { generatorHealth, promiseTable, proofs, thresholdTable } from './tables.ts';
import { targetTable } from './target-table.ts';

/** One part of the page under its own heading, or nothing when the run has nothing to say of it. */
export interface Section {
  readonly id: string;
  readonly markup: Markup;
}

/** The page below its headline, in order. A new section is a line here. */
export function sectionsOf(view: RunView): readonly Section[] {
  const { summary, scenario } = view;
  const classes = causeClassesOf(view);
  const lifespans = lifespansOf(view, classes);
  return [
    { id: 'drops', markup: dropTable(summary, classes, holdMsOf(scenario)) },
    { id: 'thresholds', markup: thresholdTable(summary) },
    { id: 'path', markup: pathDiagram(view, classes) },
    { id: 'open', markup: openChart(view) },
    { id: 'map', markup: dropMap(view, classes) },
    { id: 'survival', markup: survivalChart(view, lifespans) },
    { id: 'causes', markup: incidenceChart(lifespans, classes) },
    { id: 'round-trips', markup: roundTripChart(view) },
    { id: 'connecting', markup: connectChart(view) },
    { id: 'targets', markup: targetTable(view) },
    { id: 'addresses', markup: addressTables(view, classes) },
    { id: 'promises', markup: promiseTable(summary) },
    { id: 'proves', markup: proofs(summary) },
    { id: 'generator', markup: generatorHealth(summary) },
    { id: 'scenario', markup: scenarioText(scenario) },
  ];
}
