import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for a machine that eight programs share; a test that waits longer waits in vain. */
const WITHIN_MS = 60_000;

/** Waits until something holds, and fails when it never does. */
export async function waitUntil(holds: () => boolean, withinMs = WITHIN_MS): Promise<void> {
  const untilMs = performance.now() + withinMs;
  while (!holds()) {
    assert.ok(performance.now() < untilMs, `waited ${withinMs} ms in vain for ${holds}`);
    await delay(5);
  }
}
