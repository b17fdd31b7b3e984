import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workspace } from '../workspace.fixture.js';

let workspace: Workspace;
const roots = ['--resource', 'Trial::Thing#quick-1', '--resource', 'Trial::Thing#quick-2'];

beforeEach(async () => {
  workspace = await Workspace.ofThings('quick-1', 'quick-2', 'quick-3');
});
afterEach(() => workspace.remove());

test('is drawn as a tree, for Graphviz and for Mermaid', async () => {
  const tree = await workspace.karbor('plan', ...roots);
  expect(tree).toMatchObject({ code: 0, err: '' });
  expect(tree.out).toBe(
    ['quick-1', 'quick-2'].map((id) => `Trial::Thing#${id} (${id}): onPrepareBegin, onMain, onComplete\n`).join(''),
  );
  const dot = await workspace.karbor('plan', ...roots, '--dot');
  expect(dot.out).toMatch(/^digraph flow \{\n[^]*t0 -> t1;[^]*\}\n$/);
  const mermaid = await workspace.karbor('plan', ...roots, '--mermaid');
  expect(mermaid.out).toMatch(/^flowchart LR\n[^]*t0 --> t1/);
});

test('is one document with resources and tasks, and writes nothing', async () => {
  const plan = await workspace.json<{ resources: unknown[]; tasks: unknown[] }>('plan', ...roots);
  expect(plan).toMatchObject({ operation: 'protect' });
  expect(plan.resources).toEqual(
    ['quick-1', 'quick-2'].map((id) => ({ id, status: 'planned', type: 'Trial::Thing', name: id, dependents: [] })),
  );
  expect(plan.tasks).toHaveLength(6);
  expect(plan.tasks[1]).toEqual({ id: 1, status: 'planned', hook: 'onMain', resources: ['Trial::Thing#quick-1'], after: [0] });
  expect(await workspace.json('checkpoint', 'list')).toEqual([]);
  expect(await readdir(workspace.path('marks'))).toEqual([]);
});

test.each([
  ['--dot', '--mermaid', /Option '--dot' cannot be used with option '--mermaid'\. See karbor plan --help\./],
  ['--dot', '--json', /A drawing is no JSON/],
  ['--mermaid', '--json', /A drawing is no JSON/],
])('%s and %s exclude each other', async (one, other, message) => {
  const { code, err } = await workspace.karbor('plan', ...roots, one, other);
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err).toContain('[KARBOR_USAGE]');
});
