import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Refusal } from '../outcome/ending.ts';
import { type Lookup, Resolver } from './resolver.ts';

/** Answers only when told to, and counts. */
class FakeLookup {
  readonly calls: Parameters<Lookup>[] = [];
  readonly lookup: Lookup = (...call) => this.calls.push(call);

  answer(addresses: readonly string[]): void {
    this.calls.at(-1)?.[2](null, addresses);
  }

  fail(code: string): void {
    this.calls.at(-1)?.[2](Object.assign(new Error(code), { code }), []);
  }
}

class Waiter {
  readonly found: string[] = [];
  readonly missing: Refusal[] = [];

  addressFound(address: string): void {
    this.found.push(address);
  }

  addressMissing(refusal: Refusal): void {
    this.missing.push(refusal);
  }
}

test('resolve() takes an address as it is', () => {
  const fake = new FakeLookup();
  const waiter = new Waiter();
  const resolver = new Resolver({ lookup: fake.lookup });
  for (const host of ['10.0.0.1', '::1']) resolver.resolve(host, waiter);
  assert.deepEqual(waiter.found, ['10.0.0.1', '::1']);
  assert.equal(fake.calls.length, 0);
});

test('resolve() looks a name up once and goes round its addresses', () => {
  const fake = new FakeLookup();
  const waiter = new Waiter();
  const resolver = new Resolver({ lookup: fake.lookup, family: 4 });
  for (let count = 0; count < 3; count += 1) resolver.resolve('a.test', waiter);
  assert.deepEqual(waiter.found, []);
  fake.answer(['10.0.0.1', '10.0.0.2']);
  for (let count = 0; count < 2; count += 1) resolver.resolve('a.test', waiter);
  assert.deepEqual(waiter.found, ['10.0.0.1', '10.0.0.2', '10.0.0.1', '10.0.0.2', '10.0.0.1']);
  assert.equal(fake.calls.length, 1);
  assert.deepEqual(fake.calls[0]?.slice(0, 2), ['a.test', { family: 4 }]);
});

test('resolve() reports a failure to every receiver, and tries again afterwards', () => {
  const fake = new FakeLookup();
  const waiter = new Waiter();
  const resolver = new Resolver({ lookup: fake.lookup });
  for (let count = 0; count < 2; count += 1) resolver.resolve('a.test', waiter);
  fake.fail('EAI_AGAIN');
  assert.deepEqual(waiter.missing, Array(2).fill({ phase: 'resolve', code: 'EAI_AGAIN' }));
  resolver.resolve('a.test', waiter);
  fake.answer([]);
  assert.deepEqual(waiter.missing.at(-1), { phase: 'resolve', code: 'ENODATA' });
  resolver.resolve('a.test', waiter);
  fake.answer(['10.0.0.1']);
  assert.deepEqual(waiter.found, ['10.0.0.1']);
});

test('recheck() sends later dials to the new addresses, and reports the change', () => {
  const fake = new FakeLookup();
  const waiter = new Waiter();
  const told: string[] = [];
  const resolver = new Resolver({ lookup: fake.lookup, onChange: (message) => told.push(message) });
  resolver.resolve('a.test', waiter);
  fake.answer(['10.0.0.1', '2001:db8::1']);
  resolver.recheck();
  fake.answer(['2001:db8::1', '10.0.0.1']);
  resolver.recheck();
  fake.fail('EAI_AGAIN');
  assert.deepEqual(told, []);
  resolver.recheck();
  fake.answer(['10.0.0.9']);
  assert.deepEqual(told, [
    'the addresses of a.test changed from 10.0.0.1, 2001:db8::1 to 10.0.0.9; later dials go there',
  ]);
  resolver.resolve('a.test', waiter);
  assert.deepEqual(waiter.found, ['10.0.0.1', '10.0.0.9']);
});

test('recheck() of a name whose answers rotate is reported five times, and then no more', () => {
  const fake = new FakeLookup();
  const told: string[] = [];
  const resolver = new Resolver({ lookup: fake.lookup, onChange: (message) => told.push(message) });
  resolver.recheck();
  resolver.resolve('a.test', new Waiter());
  resolver.recheck();
  assert.equal(fake.calls.length, 1, 'a lookup that is under way is not repeated');
  fake.answer(['10.0.0.0']);
  for (let turn = 1; turn <= 20; turn += 1) {
    resolver.recheck();
    fake.answer([`10.0.0.${turn}`]);
  }
  assert.equal(told.length, 5);
  assert.match(told[4]!, /further changes are not reported$/);
});
