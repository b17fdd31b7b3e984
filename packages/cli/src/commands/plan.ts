import { drawDot, drawMermaid, drawTree } from '@karbor/core';
import type { TaskFlow } from '@karbor/core';
import { resourceKey } from '@karbor/plugin-sdk';
import { Option } from 'commander';
import type { Command } from 'commander';
import { withProvider } from '../command-context.js';
import { print } from '../output/print.js';
import type { Terminal } from '../terminal.js';
import type { AddCommand } from './add-command.js';
import { planOf, withPlanOptions } from './protect.js';
import type { PlanSettings } from './protect.js';

interface DrawSettings extends PlanSettings {
  readonly dot?: true;
  readonly mermaid?: true;
}

/** `plan` */
export function addPlanCommand(program: Command, add: AddCommand, terminal: Terminal): void {
  withPlanOptions(add(program, 'plan', 'show what protect would do, and in which order; nothing runs'))
    .addOption(new Option('--dot', 'draw the order of hooks for Graphviz').conflicts(['mermaid', 'json']))
    .addOption(new Option('--mermaid', 'draw the order of hooks for Mermaid').conflicts(['dot', 'json']))
    .action((settings: DrawSettings) =>
      withProvider(settings, terminal, async (provider, context) => {
        const flow = await provider.protect(await planOf(settings, context, terminal), context);
        print(settings, terminal, planDocument(flow), () => draw(flow, settings));
      }),
    );
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
