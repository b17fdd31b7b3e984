import { drawDot, drawMermaid, drawTree } from '@karbor/core';
import type { TaskFlow } from '@karbor/core';
import { resourceKey } from '@karbor/plugin-sdk';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import { withProvider } from '../open-provider.js';
import { print } from '../output/print.js';
import { usageError } from '../settings/usage-error.js';
import { untilStopped } from '../until-stopped.js';
import { addCommand } from './add-command.js';
import { planOf, withPlanOptions } from './protect.js';
import type { PlanSettings } from './protect.js';

interface DrawSettings extends PlanSettings {
  readonly dot?: true;
  readonly mermaid?: true;
}

/** `plan` */
export function addPlanCommand(program: Command, invocation: Invocation): void {
  const command = addCommand({
    ...{ parent: program, usage: 'plan', example: 'plan --project --os-cloud mycloud' },
    description: 'show what protect would do, and in which order; nothing runs',
  });
  withPlanOptions(command)
    .addOption(new Option('--dot', 'draw the order of hooks for Graphviz').conflicts('mermaid'))
    .addOption(new Option('--mermaid', 'draw the order of hooks for Mermaid').conflicts('dot'))
    .action((_own: unknown, command: Command) => showPlan(invocation, command.optsWithGlobals()));
}

async function showPlan(invocation: Invocation, settings: DrawSettings): Promise<void> {
  const { signal } = invocation;
  if (settings.json && (settings.dot || settings.mermaid)) throw usageError('A drawing is no JSON: leave out --json, or --dot and --mermaid.');
  await withProvider(invocation, settings, async (provider, context) => {
    const plan = await planOf(invocation, settings, context);
    const flow = await untilStopped(signal, provider.protect(plan, context, { signal }));
    await print(invocation, settings, planDocument(flow), () => draw(flow, settings));
  });
}

function draw(flow: TaskFlow, { dot, mermaid }: DrawSettings): string {
  if (dot) return drawDot(flow);
  return mermaid ? drawMermaid(flow) : drawTree(flow);
}

function planDocument(flow: TaskFlow) {
  return {
    operation: flow.operation,
    resources: flow.graph.resources.map((resource) => ({
      ...{ id: resource.id, status: 'planned', type: resource.type, name: resource.name },
      dependents: flow.graph.children(resource).map(resourceKey),
    })),
    tasks: flow.tasks().map((task) => ({
      ...{ id: task.index, status: 'planned', hook: task.hook },
      resources: task.resources.map(resourceKey),
      after: flow.predecessors(task.index),
    })),
  };
}
