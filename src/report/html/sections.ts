import type { Analysis } from '../../analysis/analyze.ts';
import { addressTables } from './address-tables.ts';
import { causeClassesOf } from './cause-classes.ts';
import { connectChart } from './charts/connect-chart.ts';
import { dropMap } from './charts/drop-map.ts';
import { incidenceChart } from './charts/incidence-chart.ts';
import { roundTripChart } from './charts/latency-chart.ts';
import { lifespansOf } from './charts/lifespans.ts';
import { openChart } from './charts/open-chart.ts';
import { pathDiagram } from './charts/path-diagram.ts';
import { reconnectChart } from './charts/reconnect-chart.ts';
import { survivalChart } from './charts/survival-chart.ts';
import { dropTable } from './drop-table.ts';
import { eventTable } from './event-table.ts';
import { logList } from './log-list.ts';
import type { Markup } from './markup.ts';
import { replacementTables } from './replacement-tables.ts';
import { scenarioText } from './scenario-text.ts';
import { spreadTable } from './spread-table.ts';
import { generatorHealth, limitTable, proofs, thresholdTable } from './tables.ts';
import { targetAddresses } from './target-addresses.ts';
import { targetTable } from './target-table.ts';

/** One part of the page under its own heading; empty if the run has no data for it. */
export interface Section {
  readonly id: string;
  /** In the list of contents. */
  readonly name: string;
  readonly markup: Markup;
}

/** The page below its headline, in order. A new section is a line here. */
export function sectionsOf(view: Analysis): readonly Section[] {
  const { summary, scenario } = view;
  const classes = causeClassesOf(view);
  const lifespans = lifespansOf(view, classes);
  return [
    { id: 'drops', name: 'Drops', markup: dropTable(view, classes) },
    { id: 'events', name: 'Events', markup: eventTable(summary) },
    { id: 'logs', name: 'Logs', markup: logList(summary) },
    { id: 'thresholds', name: 'Thresholds', markup: thresholdTable(summary) },
    { id: 'limits', name: 'Limits', markup: limitTable(summary) },
    { id: 'replacements', name: 'Old and new way', markup: replacementTables(view) },
    { id: 'path', name: 'Path', markup: pathDiagram(view, classes) },
    { id: 'open', name: 'Open connections', markup: openChart(view) },
    { id: 'map', name: 'Every drop', markup: dropMap(view, classes) },
    { id: 'survival', name: 'Survival', markup: survivalChart(view, lifespans) },
    { id: 'causes', name: 'Causes', markup: incidenceChart(lifespans, classes) },
    { id: 'round-trips', name: 'Round trips', markup: roundTripChart(view) },
    { id: 'connecting', name: 'Connecting', markup: connectChart(view) },
    { id: 'reconnects', name: 'Reconnects', markup: reconnectChart(view) },
    { id: 'targets', name: 'Targets', markup: targetTable(view) },
    { id: 'target-addresses', name: 'Addresses of targets', markup: targetAddresses(summary) },
    { id: 'spread', name: 'Spread over backends', markup: spreadTable(summary) },
    { id: 'addresses', name: 'Backends and addresses', markup: addressTables(view, classes) },
    { id: 'proves', name: 'What it proves', markup: proofs(summary) },
    { id: 'generator', name: 'Generator', markup: generatorHealth(view) },
    { id: 'scenario', name: 'Scenario', markup: scenarioText(scenario) },
  ];
}
