import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workspace } from '../workspace.fixture.js';

let workspace: Workspace;

beforeEach(async () => {
  workspace = await Workspace.make();
});
afterEach(() => workspace.remove());

test('types, list and show tell what can be protected', async () => {
  expect(await workspace.json('protectable', 'types')).toEqual([{ id: 'Example::Note', status: 'available', parentTypes: [] }]);
  const listed = await workspace.json<{ id: string }[]>('protectable', 'list', 'Example::Note');
  expect(listed).toHaveLength(2);
  expect(listed).toContainEqual({ id: 'ideas.txt', status: 'available', type: 'Example::Note', name: 'ideas', extraInfo: {} });
  expect(await workspace.json('protectable', 'show', 'Example::Note#ideas.txt')).toMatchObject({ id: 'ideas.txt', dependents: [] });
  expect((await workspace.karbor('protectable', 'types')).out).toMatch(/^Example::Note$/m);
  expect((await workspace.karbor('protectable', 'list', 'Example::Note')).out).toMatch(/^ideas\.txt +ideas$/m);
  expect((await workspace.karbor('protectable', 'show', 'Example::Note#ideas.txt')).out).toBe(
    'type  Example::Note\nid    ideas.txt\nname  ideas\n',
  );
});

test.each([
  [['list', 'Example::Not'], 'KARBOR_RESOURCE_TYPE_UNKNOWN'],
  [['show', 'Example::Note#none.txt'], 'KARBOR_RESOURCE_NOT_FOUND'],
  [['show', 'ideas.txt'], 'KARBOR_RESOURCE_INVALID'],
])('%j is refused with %s', async (args, code) => {
  const { code: exit, out, err } = await workspace.karbor('protectable', ...args, '--json');
  expect(exit).toBe(2);
  expect(JSON.parse(out)).toMatchObject({ status: 'failed', error: { code } });
  expect(err).toContain(`[${code}]`);
});

test('names cannot move the cursor or break a line', async () => {
  await workspace.note('\u001b[2Jred\u202e.txt', 'dangerous');
  const { out } = await workspace.karbor('protectable', 'list', 'Example::Note');
  expect(out).toContain('\\u{1b}[2Jred\\u{202e}.txt');
  for (const raw of ['\u001b', '\u202e']) expect(out).not.toContain(raw);
});
