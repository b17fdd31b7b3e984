import { expect, test } from 'vitest';
import { poll } from './index.js';
import type { PollOptions } from './index.js';

/** Goes through the states, and stays at the last. */
function volume(...states: [string, ...string[]]) {
  let reads = 0;
  const options: PollOptions<{ status: string }> = {
    what: 'volume 42',
    read: async () => ({ status: states[Math.min(reads++, states.length - 1)]! }),
    state: ({ status }) => status,
    success: ['available'],
    failure: ['error'],
    intervalMs: 1,
  };
  return { options, reads: () => reads };
}

test('asks until the state is a good one, and gives what was read last', async () => {
  const { options, reads } = volume('creating', 'creating', 'available');
  expect(await poll(options)).toEqual({ status: 'available' });
  expect(reads()).toBe(3);
});

test('does not wait when the first state is a good one', async () => {
  const { options, reads } = volume('available');
  expect(await poll({ ...options, intervalMs: 3_600_000 })).toEqual({ status: 'available' });
  expect(reads()).toBe(1);
});

test('takes upper and lower case for the same', async () => {
  expect(await poll({ ...volume('BUILD', 'ACTIVE').options, success: ['active'] })).toEqual({ status: 'ACTIVE' });
  await expect(poll(volume('ERROR').options)).rejects.toMatchObject({ code: 'KARBOR_POLL_FAILED' });
});

test('fails on a bad state, naming what and which', async () => {
  await expect(poll({ ...volume('creating', 'error').options, success: ['available', 'in-use'] })).rejects.toMatchObject({
    code: 'KARBOR_POLL_FAILED',
    message: 'volume 42 is in state "error" instead of available or in-use.',
    details: { what: 'volume 42', state: 'error' },
  });
});

test('fails on a state that nobody expects, when those to wait in are given', async () => {
  const { options, reads } = volume('creating', 'deleting');
  await expect(poll({ ...options, pending: ['creating'] })).rejects.toMatchObject({
    code: 'KARBOR_POLL_FAILED',
    details: { state: 'deleting' },
  });
  expect(reads()).toBe(2);
});

test('gives up past its deadline, naming the last state', async () => {
  await expect(poll({ ...volume('queued', 'creating').options, deadlineMs: 20 })).rejects.toMatchObject({
    code: 'KARBOR_POLL_TIMEOUT',
    message: 'volume 42 is still in state "creating" after 20 ms; waited for available.',
    details: { what: 'volume 42', state: 'creating', deadlineMs: 20 },
  });
});

test('asks once with a deadline of 0', async () => {
  const { options, reads } = volume('creating');
  await expect(poll({ ...options, deadlineMs: 0 })).rejects.toMatchObject({ code: 'KARBOR_POLL_TIMEOUT' });
  expect(reads()).toBe(1);
});

test('ends with what read throws', async () => {
  const error = new Error('403 Forbidden');
  await expect(poll({ ...volume('creating').options, read: () => Promise.reject(error) })).rejects.toBe(error);
});

test('does not ask when it is aborted before', async () => {
  const { options, reads } = volume('available');
  const reason = new Error('cancelled by the user');
  await expect(poll({ ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(reads()).toBe(0);
});

test('stops waiting when it is aborted, with the signal’s own reason', async () => {
  const { options, reads } = volume('creating');
  const controller = new AbortController();
  const reason = new Error('cancelled by the user');
  const polling = poll({ ...options, intervalMs: 3_600_000, signal: controller.signal });
  await new Promise((resolve) => setImmediate(resolve));
  controller.abort(reason);
  await expect(polling).rejects.toBe(reason);
  expect(reads()).toBe(1);
});

test('hands the signal to read', async () => {
  const { signal } = new AbortController();
  let given: AbortSignal | undefined;
  const read = async (one: AbortSignal | undefined) => {
    given = one;
    return { status: 'available' };
  };
  await poll({ ...volume('available').options, read, signal });
  expect(given).toBe(signal);
});
