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

/** What a client throws while its service is restarted. */
const away = () => Object.assign(new Error('503 Service Unavailable'), { retryable: true });

test('asks again while read fails in a way that may pass', async () => {
  const { options, reads } = volume('creating', 'creating', 'available');
  let failures = 0;
  const read = () => {
    if (reads() !== 1 || failures === 3) return options.read(undefined);
    failures += 1;
    return Promise.reject(away());
  };
  expect(await poll({ ...options, read })).toEqual({ status: 'available' });
  expect(failures).toBe(3);
});

test('gives up past its deadline when read went on failing, with its last error as cause', async () => {
  const error = away();
  const { options, reads } = volume('creating');
  const read = () => (reads() > 0 ? Promise.reject(error) : options.read(undefined));
  await expect(poll({ ...options, read, deadlineMs: 20 })).rejects.toMatchObject({
    code: 'KARBOR_POLL_TIMEOUT',
    message: 'volume 42 could not be asked for its state after 20 ms, and was in state "creating" before; waited for available: 503 Service Unavailable',
    cause: error,
    retryable: true,
    details: { what: 'volume 42', state: 'creating', deadlineMs: 20 },
  });
  await expect(poll({ ...options, read, deadlineMs: 0 })).rejects.toThrow(
    'volume 42 could not be asked for its state after 0 ms; waited for available: 503',
  );
});

test('stops asking again when it is aborted', async () => {
  const controller = new AbortController();
  const reason = new Error('cancelled by the user');
  const read = () => {
    controller.abort(reason);
    return Promise.reject(away());
  };
  await expect(poll({ ...volume('creating').options, read, signal: controller.signal })).rejects.toBe(reason);
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
