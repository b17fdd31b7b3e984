import type { HookTask } from '../../executor/hook-runner.js';
import type { TaskFlow } from '../task-flow.js';
import { printableText, resourceTitle } from './printable-text.js';
import { tasksByResource } from './tasks-by-resource.js';

/** Where deeper levels are cut on the left, so that a chain of resources does not grow with its square. */
const widestRails = 120;

interface Entry {
  readonly index: number;
  /** What stands left of the entry's own line, and of those below it. */
  readonly rails: string;
  readonly railsBelow: string;
}

/**
 * The resources of a flow as a tree of text, each with the hooks that run for it:
 *
 * ```
 * OS::Nova::Server#s1 (web): onPrepareBegin, onPrepareFinish, onMain, onComplete
 * ├─ OS::Cinder::Volume#v1 (data): onPrepareFinish [group "daily"], onMain, onComplete
 * └─ OS::Glance::Image#i1 (cirros): nothing to do
 * ```
 *
 * What hangs from a line depends on it. A resource that several depend on has its hooks and what hangs from it once,
 * and says `see above` elsewhere.
 */
export function drawTree(flow: TaskFlow): string {
  const { resources, roots, childIndexes: children } = flow.graph;
  const tasks = tasksByResource(flow);
  const drawn = new Uint8Array(resources.length);
  const lines: string[] = [];
  const open: Entry[] = roots.map((root) => ({ index: flow.graph.indexOf(root), rails: '', railsBelow: '' })).reverse();
  for (let entry = open.pop(); entry; entry = open.pop()) {
    const { index, rails, railsBelow } = entry;
    const resource = resources[index];
    if (!resource) break;
    const isKnown = drawn[index] === 1;
    drawn[index] = 1;
    lines.push(`${rails}${resourceTitle(resource)}: ${isKnown ? 'see above' : hookList(tasks[index] ?? [])}`);
    if (isKnown) continue;
    for (const [place, child] of children.targets(index).reverse().entries()) {
      const isLast = place === 0;
      open.push({
        index: child,
        rails: cut(`${railsBelow}${isLast ? '└─ ' : '├─ '}`),
        railsBelow: cut(`${railsBelow}${isLast ? '   ' : '│  '}`),
      });
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}

function hookList(tasks: readonly HookTask[]): string {
  return tasks.map(hookText).join(', ') || 'nothing to do';
}

function hookText({ hook, group }: HookTask): string {
  return group === undefined ? hook : `${hook} [group "${printableText(group)}"]`;
}

function cut(rails: string): string {
  return rails.length <= widestRails ? rails : `…  ${rails.slice(6)}`;
}
