import { expect, test } from 'vitest';
import { configSchema, waiting } from './config.js';

test('takes what a provider file has: text in seconds', () => {
  expect(configSchema.parse({ poll_interval: '2.5', timeout: '60' })).toEqual({
    poll_interval: 2.5,
    snapshot_timeout: 600,
    timeout: 60,
    delete_timeout: 600,
  });
});

test.each(['', '0', '-1', 'soon', '1e9'])('refuses %j as a time', (poll_interval) => {
  const message = expect.stringContaining('must be a number of seconds above 0') as string;
  expect(configSchema.safeParse({ poll_interval }).error?.issues).toMatchObject([{ path: ['poll_interval'], message }]);
});

test('asks often while a snapshot is taken, for a server may stand still', () => {
  const config = configSchema.parse({ poll_interval: '2' });
  const { signal } = new AbortController();
  expect(waiting(config, 'snapshot_timeout', signal)).toEqual({ intervalMs: 250, deadlineMs: 600_000, signal });
  expect(waiting(config, 'timeout', signal)).toEqual({ intervalMs: 2000, deadlineMs: 86_400_000, signal });
});
