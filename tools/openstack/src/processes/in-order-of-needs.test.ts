import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inOrderOfNeeds } from './in-order-of-needs.js';

const items = [
  { name: 'api', needs: ['database', 'queue', 'not here'] },
  { name: 'database', needs: [] },
  { name: 'queue', needs: ['broker'] },
  { name: 'broker', needs: [] },
];

test('what is needed goes first, and what is not needed waits for nobody', async () => {
  const events: string[] = [];
  await inOrderOfNeeds(items, async ({ name }) => {
    events.push(`+${name}`);
    await turn();
    events.push(`-${name}`);
  });
  expect(events.slice(0, 2)).toEqual(['+database', '+broker']);
  expect(events.indexOf('+queue')).toBeGreaterThan(events.indexOf('-broker'));
  expect(events.slice(-2)).toEqual(['+api', '-api']);
});

test('reversed, what needs others goes first', async () => {
  const order: string[] = [];
  await inOrderOfNeeds(items, async ({ name }) => void order.push(name), true);
  expect(order[0]).toBe('api');
  expect(order.indexOf('queue')).toBeLessThan(order.indexOf('broker'));
  expect(order).toHaveLength(4);
});

test('what needs one that failed is left out', async () => {
  const done: string[] = [];
  const run = inOrderOfNeeds(items, async ({ name }) => {
    if (name === 'broker') throw new Error('no broker');
    done.push(name);
  });
  await expect(run).rejects.toThrow('no broker');
  expect(done).toEqual(['database']);
});
