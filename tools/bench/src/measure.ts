import { hookNames } from '@karbor/plugin-sdk';
import { buildTaskFlow, Executor, hookSet, ResourceGraph } from '@karbor/core';
import type { TaskFlow } from '@karbor/core';
import { bareFlow, runBareLoop } from './bare-loop.js';
import { cloud } from './cloud.js';
import { median } from './median.js';
import { noOpOperation } from './no-op-operation.js';

/** Microseconds, medians of all rounds. */
export interface Measured {
  readonly resources: number;
  readonly hooks: number;
  readonly graphPerResource: number;
  readonly flowPerResource: number;
  readonly barePerHook: number;
  readonly executorPerHook: number;
}

/** How often a size is run in one round, so that small ones are measured as long as large ones. */
export interface Size {
  readonly resources: number;
  readonly repeats: number;
}

type Sample = Omit<Measured, 'resources' | 'hooks'>;

const allHooks = hookSet(hookNames);

/** Measures each size in every round, so that what else the machine does meets them all; the first round is dropped. */
export async function measure(sizes: readonly Size[], rounds: number): Promise<Measured[]> {
  const samples = sizes.map((): Sample[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, size] of sizes.entries()) {
      for (let repeat = 0; repeat < size.repeats; repeat++) {
        const sample = await sampleOf(size.resources);
        if (round > 0) samples[index]?.push(sample);
      }
    }
  }
  return sizes.map(({ resources }, index) => summary(resources, samples[index] ?? []));
}

async function sampleOf(size: number): Promise<Sample> {
  const parts = cloud(size);
  const [graph, graphTime] = timed(() => ResourceGraph.from(parts));
  const [flow, flowTime] = timed(() => flowOf(graph));
  const bare = bareFlow(flow);
  const bareTime = await timedUntil(() => runBareLoop(bare));
  const executorTime = await timedUntil(() => runObserved(flow));
  return {
    graphPerResource: graphTime / graph.resources.length,
    flowPerResource: flowTime / graph.resources.length,
    barePerHook: bareTime / flow.size,
    executorPerHook: executorTime / flow.size,
  };
}

function flowOf(graph: ResourceGraph): TaskFlow {
  return buildTaskFlow({
    ...{ operation: 'protect', operationId: 'bench', checkpointId: 'bench', graph, running: noOpOperation },
    hooksOf: () => ({ hooks: allHooks }),
  });
}

/** Runs a flow as a service would, with an eye on every event. */
function runObserved(flow: TaskFlow): Promise<void> {
  return new Promise((resolve, reject) => {
    let ended = 0;
    new Executor().run(flow).subscribe({
      next: (event) => {
        if (event.type === 'hook' && event.status === 'ended') ended += 1;
      },
      error: reject,
      complete: () => {
        if (ended === flow.size) resolve();
        else reject(new Error(`Of ${flow.size} hooks ${ended} have ended.`));
      },
    });
  });
}

function summary(size: number, samples: readonly Sample[]): Measured {
  const resources = cloud(size).resources;
  const count = Array.from(resources).length;
  const of = (value: (sample: Sample) => number): number => median(samples.map(value));
  return {
    resources: count,
    hooks: count * hookNames.length,
    graphPerResource: of((sample) => sample.graphPerResource),
    flowPerResource: of((sample) => sample.flowPerResource),
    barePerHook: of((sample) => sample.barePerHook),
    executorPerHook: of((sample) => sample.executorPerHook),
  };
}

function timed<Result>(work: () => Result): [Result, number] {
  const start = performance.now();
  const result = work();
  return [result, (performance.now() - start) * 1000];
}

async function timedUntil(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) * 1000;
}
