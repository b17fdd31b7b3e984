import { hookNames } from '@karbor/plugin-sdk';
import { buildTaskFlow, hookSet, ResourceGraph } from '@karbor/core';
import { expect, it } from 'vitest';
import { bareFlow, runBareLoop } from './bare-loop.js';
import { cloud } from './cloud.js';
import { noOpOperation } from './no-op-operation.js';

it('the bare loop gets through the same flow as the executor', async () => {
  const graph = ResourceGraph.from(cloud(10));
  expect(graph.resources).toHaveLength(10);
  const flow = buildTaskFlow({
    ...{ operation: 'protect', operationId: 'o', checkpointId: 'c', graph, running: noOpOperation },
    hooksOf: () => ({ hooks: hookSet(hookNames) }),
  });
  const bare = bareFlow(flow);
  expect(bare.tasks).toHaveLength(40);
  expect(bare.predecessorCounts.reduce((sum, count) => sum + count)).toBe(bare.successors.length);
  await runBareLoop(bare);
});
