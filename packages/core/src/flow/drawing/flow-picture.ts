import type { HookTask } from '../../executor/hook-runner.js';
import { planOf } from '../task-flow.js';
import type { TaskFlow } from '../task-flow.js';
import { printableText, resourceTitle } from './printable-text.js';
import { tasksByResource } from './tasks-by-resource.js';

/** A task or a junction, by a name that every drawing language takes. */
export interface PictureNode {
  readonly name: string;
  readonly label: string;
}

/** What the drawings of the order of hooks show. */
export interface FlowPicture {
  readonly title: string;
  /** A resource with its own tasks. Resources without any are left out. */
  readonly clusters: readonly { readonly title: string; readonly nodes: readonly PictureNode[] }[];
  /** Tasks that stand for a whole group. */
  readonly groups: readonly PictureNode[];
  /** Where an absent hook hands order on from several tasks to several others. */
  readonly junctions: readonly string[];
  /** The second waits for the first. */
  readonly edges: readonly (readonly [before: string, after: string])[];
}

/** Grows with resources + edges of the graph, however many ways lead through it. */
export function pictureOf(flow: TaskFlow): FlowPicture {
  const { successors } = planOf(flow);
  const nameOf = (node: number): string => (node < flow.size ? `t${node}` : `j${node - flow.size}`);
  const nodes = Array.from({ length: successors.size }, (_, node) => node);
  return {
    title: printableText(`${flow.operation} of checkpoint ${flow.checkpointId}`),
    clusters: tasksByResource(flow).flatMap((tasks, index) => {
      const own = tasks.filter(({ group }) => group === undefined);
      const resource = flow.graph.resources[index];
      if (!resource || own.length === 0) return [];
      return [
        { title: resourceTitle(resource), nodes: own.map((task) => ({ name: nameOf(task.index), label: task.hook })) },
      ];
    }),
    groups: flow
      .tasks()
      .flatMap((task) => (task.group === undefined ? [] : [{ name: nameOf(task.index), label: groupLabel(task) }])),
    junctions: nodes.slice(flow.size).map(nameOf),
    edges: nodes.flatMap((node) => successors.targets(node).map((target) => [nameOf(node), nameOf(target)] as const)),
  };
}

function groupLabel({ hook, group, resources }: HookTask): string {
  return `${hook} of group "${printableText(group ?? '')}": ${resources.map(resourceTitle).join(', ')}`;
}
