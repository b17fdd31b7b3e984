import { hookNames } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { describe, expect, it } from 'vitest';
import { chain, diamonds, star } from '../../graph/graph-shapes.fixture.js';
import { ResourceGraph } from '../../graph/resource-graph.js';
import { buildTaskFlow } from '../build-task-flow.js';
import type { ResourceHooks } from '../flow-definition.js';
import { hookSet } from '../hook-set.js';
import { nobody } from '../random-flow.fixture.js';
import type { TaskFlow } from '../task-flow.js';
import { drawDot } from './draw-dot.js';
import { drawMermaid } from './draw-mermaid.js';
import { drawTree } from './draw-tree.js';

const all = hookSet(hookNames);

function flowOf(graph: ResourceGraph, hooksOf: (resource: Resource) => ResourceHooks): TaskFlow {
  return buildTaskFlow({ operation: 'protect', operationId: 'o', checkpointId: 'c1', graph, hooksOf, running: nobody });
}

/** A server with two volumes that are snapshot as one, an image that two servers share, and an odd name. */
function smallCloud(): TaskFlow {
  const resource = (type: string, id: string, name: string): Resource => ({ type, id, name });
  const graph = ResourceGraph.from({
    resources: [
      resource('Server', 's1', 'web'),
      resource('Server', 's2', ''),
      resource('Volume', 'v1', 'a "b" \\N <c> & #1\n\u001b[2J'),
      resource('Volume', 'v2', 'data'),
      resource('Image', 'i1', 'cirros'),
    ],
    edges: [
      ['Server#s1', 'Volume#v1'],
      ['Server#s1', 'Volume#v2'],
      ['Server#s1', 'Image#i1'],
      ['Server#s2', 'Image#i1'],
    ],
  });
  const hooks: Record<string, ResourceHooks> = {
    Server: { hooks: hookSet(['onPrepareBegin', 'onPrepareFinish']) },
    Volume: { hooks: hookSet(['onMain']), group: { plugin: 'v', key: 'cg "1"', hooks: hookSet(['onPrepareFinish']) } },
    Image: { hooks: 0 },
  };
  return flowOf(graph, ({ type }) => hooks[type]!);
}

const smallCloudEdges = [
  ...[
    ['t0', 't1'],
    ['t0', 't2'],
    ['t0', 'j0'],
    ['t2', 't1'],
    ['t2', 't3'],
    ['t2', 't4'],
  ],
  ...[
    ['t5', 't6'],
    ['t5', 'j0'],
    ['j0', 't1'],
    ['j0', 't6'],
  ],
] as const;

describe('the tree of a flow', () => {
  it('shows every resource with its hooks, what several share once, and no control characters', () => {
    expect(drawTree(smallCloud())).toBe(
      [
        'Server#s1 (web): onPrepareBegin, onPrepareFinish',
        '├─ Volume#v1 (a "b" \\N <c> & #1\\u{a}\\u{1b}[2J): onPrepareFinish [group "cg "1""], onMain',
        '├─ Volume#v2 (data): onPrepareFinish [group "cg "1""], onMain',
        '└─ Image#i1 (cirros): nothing to do',
        'Server#s2: onPrepareBegin, onPrepareFinish',
        '└─ Image#i1 (cirros): see above',
        '',
      ].join('\n'),
    );
  });

  it('draws the rails of what hangs deeper', () => {
    const lines = drawTree(flowOf(diamonds(2), () => ({ hooks: hookSet(['onMain']) }))).split('\n');
    expect(lines.map((line) => line.replace(/ \(thing \d+\)/, ''))).toEqual([
      'Test::Thing#0: onMain',
      '├─ Test::Thing#1: onMain',
      '│  └─ Test::Thing#3: onMain',
      '│     ├─ Test::Thing#4: onMain',
      '│     │  └─ Test::Thing#6: onMain',
      '│     └─ Test::Thing#5: onMain',
      '│        └─ Test::Thing#6: see above',
      '└─ Test::Thing#2: onMain',
      '   └─ Test::Thing#3: see above',
      '',
    ]);
  });
});

describe('the pictures of the order of hooks', () => {
  it('frame each resource in DOT, with groups and escapes', () => {
    expect(drawDot(smallCloud()).split('\n')).toEqual([
      'digraph flow {',
      '  label="protect of checkpoint c1";',
      '  rankdir=LR;',
      '  node [shape=box];',
      '  subgraph cluster_0 {',
      '    label="Server#s1 (web)";',
      '    t0 [label="onPrepareBegin"];',
      '    t1 [label="onPrepareFinish"];',
      '  }',
      '  subgraph cluster_1 {',
      '    label="Volume#v1 (a \\"b\\" \\\\N <c> &amp; #1\\\\u{a}\\\\u{1b}[2J)";',
      '    t3 [label="onMain"];',
      '  }',
      '  subgraph cluster_2 {',
      '    label="Volume#v2 (data)";',
      '    t4 [label="onMain"];',
      '  }',
      '  subgraph cluster_3 {',
      '    label="Server#s2";',
      '    t5 [label="onPrepareBegin"];',
      '    t6 [label="onPrepareFinish"];',
      '  }',
      '  t2 [peripheries=2, label="onPrepareFinish of group \\"cg \\"1\\"\\": Volume#v1 (a \\"b\\" \\\\N <c> &amp; #1\\\\u{a}\\\\u{1b}[2J), Volume#v2 (data)"];',
      // The shared image does nothing, yet each server ends its window only after both have begun theirs.
      '  j0 [shape=point];',
      ...smallCloudEdges.map(([before, after]) => `  ${before} -> ${after};`),
      '}',
      '',
    ]);
  });

  it('frame each resource in Mermaid, with numbered entities for what it would read', () => {
    const drawn = drawMermaid(smallCloud()).split('\n');
    expect(drawn.slice(0, 4)).toEqual([
      'flowchart LR',
      '  subgraph r0["Server#35;s1 (web)"]',
      '    t0["onPrepareBegin"]',
      '    t1["onPrepareFinish"]',
    ]);
    expect(drawn).toContain(
      '  subgraph r1["Volume#35;v1 (a #34;b#34; #92;N #60;c#62; #38; #35;1#92;u#123;a#125;#92;u#123;1b#125;#91;2J)"]',
    );
    expect(drawn.filter((line) => line.startsWith('  t2[['))).toHaveLength(1);
    expect(drawn.filter((line) => line.includes('-->'))).toEqual(
      smallCloudEdges.map(([before, after]) => `  ${before} --> ${after}`),
    );
  });

  it('mark where an absent hook hands order on from several to several', () => {
    // 0 and 1 both stand above 2, which does nothing, and that above 3 and 4.
    const graph = ResourceGraph.from({
      resources: ['0', '1', '2', '3', '4'].map((id) => ({ type: 'T', id, name: '' })),
      edges: [
        ['T#0', 'T#2'],
        ['T#1', 'T#2'],
        ['T#2', 'T#3'],
        ['T#2', 'T#4'],
      ],
    });
    const flow = flowOf(graph, ({ id }) => ({ hooks: id === '2' ? 0 : hookSet(['onPrepareBegin']) }));
    expect(drawDot(flow)).toContain('  j0 [shape=point];\n  t0 -> j0;\n  t1 -> j0;\n');
    expect(drawDot(flow)).toContain('  j0 -> t2;\n  j0 -> t3;');
    expect(drawMermaid(flow)).toContain('  j0(( ))\n  t0 --> j0\n  t1 --> j0\n  j0 --> t2\n  j0 --> t3\n');
  });

  it.each([
    ['40 diamonds', diamonds(40)],
    ['a chain of 10,000', chain(10_000)],
    ['a star of 10,000', star(10_000)],
  ])('stay in proportion to resources and edges: %s', (_, graph) => {
    const edges = [...graph.edges()].length;
    for (const flow of [
      flowOf(graph, () => ({ hooks: all })),
      flowOf(graph, ({ id }) => ({ hooks: Number(id) % 3 === 0 ? all : 0 })),
    ]) {
      const tree = drawTree(flow).split('\n');
      expect(tree).toHaveLength(edges + 2);
      expect(Math.max(...tree.map((line) => line.length))).toBeLessThan(300);
      expect(drawDot(flow).split('\n').length).toBeLessThan(15 * graph.resources.length + 10);
      expect(drawMermaid(flow).split('\n').length).toBeLessThan(15 * graph.resources.length + 10);
    }
  });
});
