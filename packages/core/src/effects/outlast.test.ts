import { expect, test, vi } from 'vitest';
import { outlast } from './outlast.js';

test('a signal is aborted some time after the other one, for the same reason', async () => {
  const controller = new AbortController();
  const { signal } = outlast(controller.signal, () => 5);
  controller.abort(new Error('stop'));
  expect(signal.aborted).toBe(false);
  await vi.waitFor(() => expect(signal.reason).toEqual(new Error('stop')));
});

test('it is never aborted once it has ended', async () => {
  const controller = new AbortController();
  const [before, after] = [outlast(controller.signal, () => 0), outlast(controller.signal, () => 0)];
  before.end();
  controller.abort();
  after.end();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect([before.signal.aborted, after.signal.aborted]).toEqual([false, false]);
});
