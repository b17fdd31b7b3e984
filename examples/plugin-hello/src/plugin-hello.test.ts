import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Executor, ProviderRegistry } from '@karbor/core';
import type { OperationEvent, ProtectionProvider, TaskFlow } from '@karbor/core';
import { lastValueFrom, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const context = { projectId: 'example' };
let folder: string;
let registry: ProviderRegistry;
let provider: ProtectionProvider;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plugin-hello-'));
  await mkdir(join(folder, 'notes'));
  await writeFile(join(folder, 'notes', 'shopping.txt'), 'milk, bread');
  await writeFile(join(folder, 'notes', 'ideas.txt'), 'a backup that can be restored');
  await writeFile(
    join(folder, 'hello.conf'),
    `[provider]
name = Hello
id = hello
description = Notes into a LevelDB database
bank = @example/karbor-bank-hello
plugin = @example/karbor-plugin-hello

[hello_plugin]
notes_folder = ${join(folder, 'notes')}

[hello_bank]
path = ${join(folder, 'bank')}
`,
  );
  registry = await ProviderRegistry.load({ configDir: folder, resolveFrom: import.meta.url });
  expect(registry.problems).toEqual([]);
  provider = registry.get('hello');
});

afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

describe('a provider of the example plugin and the example bank', () => {
  test('protects, verifies, restores and deletes notes', async () => {
    const notes = await provider.protectables.list('Example::Note', context);
    expect(notes.map(({ name }) => name).sort()).toEqual(['ideas', 'shopping']);

    const flow = await provider.protect({ name: 'all notes', resources: notes }, context);
    await run(flow);
    const request = { checkpointId: flow.checkpointId };
    expect((await provider.checkpoints.show(context, flow.checkpointId)).status).toBe('available');
    await run(await provider.verify(request, context));

    await rm(join(folder, 'notes'), { recursive: true });
    await run(await provider.restore(request, context));
    expect(await readFile(join(folder, 'notes', 'shopping.txt'), 'utf8')).toBe('milk, bread');

    await run(await provider.delete(request, context));
    expect((await provider.checkpoints.show(context, flow.checkpointId)).status).toBe('deleted');
  });

  test('a restore over a note that is there fails, and takes back what it had restored', async () => {
    const notes = await provider.protectables.list('Example::Note', context);
    const flow = await provider.protect({ name: 'all notes', resources: notes }, context);
    await run(flow);
    await rm(join(folder, 'notes', 'ideas.txt'));

    const restore = await provider.restore({ checkpointId: flow.checkpointId }, context);
    await expect(run(restore)).rejects.toMatchObject({ code: 'KARBOR_OPERATION_FAILED' });

    expect(await readdir(join(folder, 'notes'))).toEqual(['shopping.txt']);
    expect(await readFile(join(folder, 'notes', 'shopping.txt'), 'utf8')).toBe('milk, bread');
  });
});

function run(flow: TaskFlow): Promise<readonly OperationEvent[]> {
  return lastValueFrom(new Executor().run(flow).pipe(toArray()));
}
