import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { isUpSince, portAnswers } from './answers.js';

test('a port answers while something listens', async () => {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await portAnswers(port)).toBe(true);
  await new Promise((resolve) => server.close(resolve));
  expect(await portAnswers(port)).toBe(false);
});

test('a service is up by a sign of life after its start only', () => {
  const services = [
    { binary: 'cinder-volume', state: 'up', updated_at: '2022-10-05T10:00:05.000000' },
    { binary: 'cinder-backup', state: 'up', updated_at: null },
    { binary: 'cinder-scheduler', state: 'down', updated_at: '2022-10-05T10:00:05.000000' },
  ];
  const startedAt = Date.parse('2022-10-05T10:00:05.700Z');
  expect(isUpSince(services, 'cinder-volume', startedAt)).toBe(true);
  expect(isUpSince(services, 'cinder-volume', startedAt + 1000)).toBe(false);
  for (const binary of ['cinder-backup', 'cinder-scheduler', 'nova-compute']) expect(isUpSince(services, binary, startedAt)).toBe(false);
});
