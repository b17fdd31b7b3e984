import { hookNames } from '@karbor/plugin-sdk';
import { buildTaskFlow, Executor, hookSet, ResourceGraph } from '@karbor/core';
import type { TaskFlow } from '@karbor/core';
import { bareFlow, runBareLoop } from './bare-loop.js';
import type { BareFlow } from './bare-loop.js';
import { cloud } from './cloud.js';
import { median } from './median.js';
import { noOpOperation } from './no-op-operation.js';
import { processorTimeSince } from './processor-time.js';

/** One size, in microseconds of processor time; medians of all rounds. */
export interface Measured {
  readonly resources: number;
  readonly hooks: number;
  readonly graphPerResource: number;
  readonly flowPerResource: number;
  readonly barePerHook: number;
  readonly executorPerHook: number;
}

/** What one size is measured with, and what came of it. */
interface Series {
  readonly graph: ResourceGraph;
  readonly bare: BareFlow;
  readonly repeats: number;
  readonly graphTimes: number[];
  readonly flowTimes: number[];
  readonly bareTimes: number[];
  readonly executorTimes: number[];
}

const allHooks = hookSet(hookNames);
/** Hooks that are run in one round at least: a small size is run often, to be measured as well as a large one. */
const hooksPerRound = 400_000;

/**
 * Measures all sizes in every round, the bare loop and the executor in turn, so that whatever else happens meets them
 * all alike. What the first round measures is dropped: the code is not compiled yet.
 */
export async function measure(sizes: readonly number[], rounds: number): Promise<Measured[]> {
  const all = sizes.map(seriesOf);
  for (let round = 0; round <= rounds; round++) {
    for (const series of all) await runRound(series);
    if (round === 0)
      for (const { flowTimes, bareTimes, executorTimes } of all)
        flowTimes.length = bareTimes.length = executorTimes.length = 0;
  }
  for (let round = 0; round < rounds; round++) {
    for (const { graph, graphTimes } of all) {
      const parts = cloud(graph.resources.length);
      graphTimes.push(await timed(() => ResourceGraph.from(parts)));
    }
  }
  return all.map(summary);
}

function seriesOf(size: number): Series {
  const graph = ResourceGraph.from(cloud(size));
  const bare = bareFlow(flowOf(graph));
  const repeats = Math.ceil(hooksPerRound / bare.tasks.length);
  return { graph, bare, repeats, graphTimes: [], flowTimes: [], bareTimes: [], executorTimes: [] };
}

async function runRound({ graph, bare, repeats, flowTimes, bareTimes, executorTimes }: Series): Promise<void> {
  for (let repeat = 0; repeat < repeats; repeat++) {
    let flow: TaskFlow | undefined;
    flowTimes.push(await timed(() => (flow = flowOf(graph))));
    bareTimes.push(await timed(() => runBareLoop(bare)));
    executorTimes.push(await timed(() => flow && runObserved(flow)));
  }
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

function summary({ graph, bare, graphTimes, flowTimes, bareTimes, executorTimes }: Series): Measured {
  const resources = graph.resources.length;
  return {
    resources,
    hooks: bare.tasks.length,
    graphPerResource: median(graphTimes) / resources,
    flowPerResource: median(flowTimes) / resources,
    barePerHook: median(bareTimes) / bare.tasks.length,
    executorPerHook: median(executorTimes) / bare.tasks.length,
  };
}

async function timed(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  return processorTimeSince(start);
}
