import { silentLogger } from '@karbor/plugin-sdk';
import { expect, test } from 'vitest';
import { ResourceGraph } from '../graph/resource-graph.js';
import { EffectLedger } from './effect-ledger.js';
import { EffectReleaser } from './effect-releaser.js';
import type { OutstandingEffect } from './outstanding-effect.js';

const resource = { type: 'T', id: '1', name: 'one' };

/** One effect, released with a bank that never answers. */
function hanging() {
  const released: string[] = [];
  const ledger = new EffectLedger({ append: () => undefined, durable: () => new Promise(() => undefined) }, () => undefined);
  const effect: OutstandingEffect = {
    ...{ resource, hook: 'onMain', attempt: 1, kind: 'thing', tag: 't1', data: null, config: {}, state: 'made', result: undefined, making: false },
    definition: { release: ({ tag }) => void released.push(tag) },
  };
  ledger.add(effect);
  const graph = ResourceGraph.from({ resources: [resource], edges: [] });
  const about = { ledger, graph, context: { projectId: 'p' }, log: silentLogger, guard: () => undefined };
  return { releaser: new EffectReleaser({ ...about, releaseTimeoutMs: 60_000, recordTimeoutMs: 20 }), effect, released };
}

test('a bank that never answers keeps nothing outside when all is taken back', async () => {
  const { releaser, released } = hanging();
  expect(await releaser.releaseAll()).toEqual([]);
  expect(released).toEqual(['t1']);
});

test('a hook gives nothing back that the bank does not know of, and does not wait for ever', async () => {
  const { releaser, effect, released } = hanging();
  const release = releaser.release(effect, { hook: 'onComplete', attempt: 1 });
  await expect(release).rejects.toMatchObject({ code: 'KARBOR_BANK_UNAVAILABLE' });
  expect(released).toEqual([]);
});
