import { readdir, readFile, rm } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { Workspace } from '../workspace.fixture.js';

interface Operation {
  readonly id: string;
  readonly status: string;
}

let workspace: Workspace;
const both = ['--resource', 'Example::Note#ideas.txt', '--resource', 'Example::Note#shopping.txt'];

afterEach(() => workspace.remove());

describe('protect, verify, restore and delete', () => {
  test('say what they have done', async () => {
    workspace = await Workspace.make();
    const protectedNow = await workspace.karbor('protect', ...both, '--plan', 'daily');
    expect(protectedNow.code).toBe(0);
    const id = /^Checkpoint (\S+) is available: 2 resources\.\n$/.exec(protectedNow.out)?.[1] ?? '';
    expect(protectedNow.err).toContain(`protect: checkpoint ${id}\n`);
    expect(protectedNow.err).toContain('▸ onMain of Example::Note ideas\n');
    expect(protectedNow.err).toContain('✓ onMain of Example::Note ideas\n');
    expect(protectedNow.err).toMatch(/2 hooks, .* in \d+\.\d s.*\n$/);

    const shown = await workspace.karbor('checkpoint', 'show', id);
    expect(shown.out).toMatch(/^status +available$/m);
    expect(shown.out).toMatch(/^plan +daily$/m);
    expect(shown.out).toMatch(/^Example::Note#ideas\.txt +ideas +29 B$/m);

    const verified = await workspace.karbor('checkpoint', 'verify', id);
    expect(verified.out).toBe(`Checkpoint ${id} is sound: 2 resources verified.\n`);

    await rm(workspace.path('notes'), { recursive: true });
    const restored = await workspace.karbor('restore', id);
    expect(restored.out).toContain(`Restored 2 resources of checkpoint ${id}.\n`);
    expect(restored.out).toMatch(/^Example::Note#ideas\.txt +ideas +ideas\.txt$/m);
    expect(restored.err).toMatch(new RegExp(`^restore: checkpoint ${id}, operation \\S+$`, 'm'));
    expect(await readFile(workspace.path('notes', 'shopping.txt'), 'utf8')).toBe('milk, bread');

    expect((await workspace.karbor('checkpoint', 'delete', id)).out).toBe(`Checkpoint ${id} is deleted.\n`);
    expect(await workspace.json('checkpoint', 'list')).toEqual([]);
    expect(await workspace.json('checkpoint', 'show', id)).toMatchObject({ status: 'deleted' });
  });

  test('give one document with --json', async () => {
    workspace = await Workspace.make();
    const { id, ...operation } = await workspace.json<Operation>('protect', ...both);
    expect(operation).toEqual({ operation: 'protect', operationId: expect.any(String) as string, status: 'done', resources: 2 });
    expect(await workspace.json('checkpoint', 'show', id)).toMatchObject({
      ...{ id, status: 'available', planName: 'default', projectId: 'default', providerId: 'hello', size: 40, errors: [] },
      resources: [{ id: 'ideas.txt', plugin: { name: '@example/karbor-plugin-hello' } }, { id: 'shopping.txt' }],
    });
    expect(await workspace.json('checkpoint', 'verify', id)).toMatchObject({ id, operation: 'verify', status: 'done' });
    await rm(workspace.path('notes', 'ideas.txt'));
    const part = await workspace.json('restore', id, '--resource', 'Example::Note#ideas.txt');
    expect(part).toMatchObject({
      ...{ id, operation: 'restore', status: 'done', resources: 1 },
      mapping: { 'Example::Note#ideas.txt': 'ideas.txt' },
    });
    expect(await workspace.json('checkpoint', 'delete', id)).toMatchObject({ id, operation: 'delete', status: 'done' });
  });

  test('give each event as a line with --events', async () => {
    workspace = await Workspace.make();
    const { code, out, err } = await workspace.karbor('protect', ...both, '--events');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const events = out.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
    expect(events.at(0)).toMatchObject({ type: 'operation', status: 'queued', operation: 'protect' });
    expect(events.filter(({ type, status }) => type === 'hook' && status === 'ended')).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ type: 'operation', status: 'done' });
  });

  test('act for the project that --project-id names: another one sees nothing', async () => {
    workspace = await Workspace.make();
    const { id } = await workspace.json<Operation>('protect', ...both, '--project-id', 'mine');
    expect(await workspace.json('checkpoint', 'list', '--project-id', 'mine')).toMatchObject([{ id }]);
    expect(await workspace.json('checkpoint', 'list')).toEqual([]);
    for (const command of [['checkpoint', 'show'], ['checkpoint', 'verify'], ['checkpoint', 'delete'], ['restore']]) {
      const { code, out } = await workspace.karbor(...command, id, '--json');
      expect(code).toBe(2);
      expect(JSON.parse(out)).toMatchObject({ status: 'failed', error: { code: 'KARBOR_CHECKPOINT_NOT_FOUND' } });
    }
  });
});

describe('with --from-project', () => {
  test('the checkpoints of another project are listed, shown, verified and restored', async () => {
    workspace = await Workspace.make();
    const { id } = await workspace.json<Operation>('protect', ...both, '--project-id', 'mine');
    const from = ['--project-id', 'another', '--from-project', 'mine'];
    expect(await workspace.json('checkpoint', 'list', ...from)).toMatchObject([{ id }]);
    expect(await workspace.json('checkpoint', 'show', id, ...from)).toMatchObject({ id, projectId: 'mine' });
    expect((await workspace.karbor('checkpoint', 'verify', id, ...from)).out).toBe(`Checkpoint ${id} is sound: 2 resources verified.\n`);
    await rm(workspace.path('notes'), { recursive: true });
    expect((await workspace.karbor('restore', id, ...from)).code).toBe(0);
    expect(await readFile(workspace.path('notes', 'shopping.txt'), 'utf8')).toBe('milk, bread');
    expect(await workspace.json('checkpoint', 'list', '--project-id', 'another')).toEqual([]);
  });

  test('is what one is told of who does not find a checkpoint', async () => {
    workspace = await Workspace.make();
    const { id } = await workspace.json<Operation>('protect', ...both, '--project-id', 'mine');
    for (const from of [[], ['--from-project', 'yours']]) {
      const { code, err } = await workspace.karbor('restore', id, ...from);
      expect(code).toBe(2);
      expect(err).toMatch(/restored with --from-project ID\. \[KARBOR_CHECKPOINT_NOT_FOUND\]\n$/);
    }
  });
});

describe('an operation that fails', () => {
  test('ends with exit code 1 and names the cause, the checkpoint says so, and nothing is left', async () => {
    workspace = await Workspace.ofThings('broken', 'quick');
    const { code, out, err } = await workspace.karbor('protect', '--resource', 'Trial::Thing#broken', '--resource', 'Trial::Thing#quick');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('✗ onMain of Trial::Thing broken: The thing is broken in two lines.\n');
    expect(err).toContain('· mark of Trial::Thing broken released\n');
    expect(err).toMatch(/\nkarbor: Operation protect of checkpoint \S+ has failed: .*The thing is broken in two lines\..*\[KARBOR_OPERATION_FAILED\]\n$/);
    expect(await workspace.marks()).toEqual([]);
    const [checkpoint] = await workspace.json<Operation[]>('checkpoint', 'list');
    expect(checkpoint).toMatchObject({ status: 'error' });
    const shown = await workspace.karbor('checkpoint', 'show', checkpoint?.id ?? '');
    expect(shown.out).toMatch(/^error +onMain of Trial::Thing#broken.*The thing is broken in two lines\. \[KARBOR_HOOK_FAILED\]$/m);
  });

  test('is told in the document or the last event', async () => {
    workspace = await Workspace.ofThings('broken');
    const failed = await workspace.karbor('protect', '--resource', 'Trial::Thing#broken', '--json');
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.out)).toMatchObject({ operation: 'protect', status: 'failed', error: { code: 'KARBOR_OPERATION_FAILED' } });
    const { code, out, err } = await workspace.karbor('protect', '--resource', 'Trial::Thing#broken', '--events');
    expect(code).toBe(1);
    const last: unknown = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ type: 'operation', status: 'failed', error: { code: 'KARBOR_OPERATION_FAILED' } });
    expect(err).toMatch(/^karbor: [^\n]*\n$/);
  });

  test('shows stacks with --debug, and no other field of any error', async () => {
    workspace = await Workspace.ofThings('broken');
    const { err } = await workspace.karbor('protect', '--resource', 'Trial::Thing#broken', '--debug');
    expect(err).toMatch(/^ {2}Error: connection refused\n +at /m);
    expect(err).not.toContain('token-of-the-trial');
  });

  test('a restore over what is there fails, and takes back what it made', async () => {
    workspace = await Workspace.make();
    const { id } = await workspace.json<Operation>('protect', ...both);
    await rm(workspace.path('notes', 'ideas.txt'));
    const { code, err } = await workspace.karbor('restore', id);
    expect(code).toBe(1);
    expect(err).toContain('shopping.txt');
    expect(await readdir(workspace.path('notes'))).toEqual(['shopping.txt']);
  });
});

describe('parameters', () => {
  test.each([
    ['json', '{ "Example::Note": { "prefix": "old-" }, "Example::Note#ideas.txt": { "prefix": "my-" } }'],
    ['yaml', 'Example::Note:\n  prefix: old-\nExample::Note#ideas.txt: { prefix: my- }\n'],
  ])('come from a file of %s, those of one resource before those of its type', async (ending, text) => {
    workspace = await Workspace.make();
    const { id } = await workspace.json<Operation>('protect', ...both);
    await workspace.write(`parameters.${ending}`, text);
    await workspace.json('restore', id, '--parameters', `parameters.${ending}`);
    expect((await readdir(workspace.path('notes'))).sort()).toEqual(['ideas.txt', 'my-ideas.txt', 'old-shopping.txt', 'shopping.txt']);
  });

  test.each([
    ['is not there', undefined, 'KARBOR_USAGE', /nowhere\.yaml cannot be read/],
    ['is no YAML', 'a: [secret-value\nb: }', 'KARBOR_USAGE', /parameters\.yaml cannot be read/],
    ['holds a list', '- 1', 'KARBOR_USAGE', /must hold an object/],
    ['names another type', 'Example::Not: {}', 'KARBOR_PARAMETERS_INVALID', /Example::Not/],
    ['has a wrong value', 'Example::Note: { prefix: 5 }', 'KARBOR_PARAMETERS_INVALID', /prefix/],
    ['holds no object for a type', 'Example::Note: 5', 'KARBOR_PARAMETERS_INVALID', /must be an object/],
  ])('a file that %s is refused before anything is done', async (_what, text, code, message) => {
    workspace = await Workspace.make();
    const { id } = await workspace.json<Operation>('protect', ...both);
    if (text !== undefined) await workspace.write('parameters.yaml', text);
    const file = text === undefined ? 'nowhere.yaml' : 'parameters.yaml';
    const refused = await workspace.karbor('restore', id, '--parameters', file);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(message);
    expect(refused.err).toMatch(new RegExp(`^karbor: [^\\n]*\\[${code}\\]\\n$`));
    expect(refused.err).not.toContain('secret-value');
  });
});
