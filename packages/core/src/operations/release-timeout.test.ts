import { defineProtectionPlugin, effect } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { context, resource, testProvider } from './world.fixture.js';

const server = resource('T::Server', 's1');

test('a release that does not end in the time of the provider file is given up, told to stop, and said', async () => {
  let wasStopped = false;
  const endless = effect<{ id: string }, { made: string }>({
    release: ({ signal }) =>
      new Promise<void>(() => {
        signal.addEventListener('abort', () => (wasStopped = true));
      }),
  });
  const plugin = defineProtectionPlugin({
    name: 'endless',
    resourceTypes: ['T::Server'],
    effects: { endless },
    operations: {
      protect: {
        async onMain({ effects }) {
          await effects.acquire('endless', { id: 's1' }, (tag) => Promise.resolve({ made: tag }));
        },
      },
    },
  });
  const provider = testProvider([plugin], [server], memoryBank(), { releaseTimeoutMs: 20 });
  const { failure } = await provider.run(await provider.provider.protect({ name: 'plan', resources: [server] }, context));
  expect(failure?.message).toContain('KARBOR_RELEASE_FAILED');
  expect(failure?.message).toContain('The release did not end within 20 ms.');
  expect(wasStopped).toBe(true);
});
