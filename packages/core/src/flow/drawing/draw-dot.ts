import type { TaskFlow } from '../task-flow.js';
import { pictureOf } from './flow-picture.js';
import type { PictureNode } from './flow-picture.js';

/**
 * The order of a flow's hooks in the DOT language of Graphviz (`dot -Tsvg`). A frame is a resource, a box a hook of it,
 * a box of double line a hook of a whole group. An arrow goes from a hook to one that starts after it has ended. A
 * point hands order on where a hook is absent: all that leads to it goes before all that it leads to.
 */
export function drawDot(flow: TaskFlow): string {
  const { title, clusters, groups, junctions, edges } = pictureOf(flow);
  const box = ({ name, label }: PictureNode): string => `${name} [label=${quoted(label)}];`;
  return [
    'digraph flow {',
    `  label=${quoted(title)};`,
    '  rankdir=LR;',
    '  node [shape=box];',
    ...clusters.flatMap(({ title: resource, nodes }, index) => [
      `  subgraph cluster_${index} {`,
      `    label=${quoted(resource)};`,
      ...nodes.map((node) => `    ${box(node)}`),
      '  }',
    ]),
    ...groups.map(({ name, label }) => `  ${name} [peripheries=2, label=${quoted(label)}];`),
    ...junctions.map((name) => `  ${name} [shape=point];`),
    ...edges.map(([before, after]) => `  ${before} -> ${after};`),
    '}',
    '',
  ].join('\n');
}

/** In DOT a backslash begins an escape, and `&` an HTML entity, also between quotes. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;')}"`;
}
