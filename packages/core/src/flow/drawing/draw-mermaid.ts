import type { TaskFlow } from '../task-flow.js';
import { pictureOf } from './flow-picture.js';

/**
 * The order of a flow's hooks as a Mermaid flowchart. A frame is a resource, a box a hook of it, a box of double sides
 * a hook of a whole group. An arrow goes from a hook to one that starts after it has ended. A small circle hands order
 * on where a hook is absent: all that leads to it goes before all that it leads to.
 */
export function drawMermaid(flow: TaskFlow): string {
  const { clusters, groups, junctions, edges } = pictureOf(flow);
  return [
    'flowchart LR',
    ...clusters.flatMap(({ title, nodes }, index) => [
      `  subgraph r${index}[${quoted(title)}]`,
      ...nodes.map(({ name, label }) => `    ${name}[${quoted(label)}]`),
      '  end',
    ]),
    ...groups.map(({ name, label }) => `  ${name}[[${quoted(label)}]]`),
    ...junctions.map((name) => `  ${name}(( ))`),
    ...edges.map(([before, after]) => `  ${before} --> ${after}`),
    '',
  ].join('\n');
}

/** Between quotes Mermaid still reads Markdown, HTML and entities: all but plain text becomes a numbered entity. */
function quoted(text: string): string {
  return `"${text.replace(/[^\p{L}\p{N} _.,:/()-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`)}"`;
}
