import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { outcomeOf, Workspace } from '../workspace.fixture.js';

let workspace: Workspace;
let checkpointId: string;
let operationId: string;

interface Document {
  readonly otherProjects: number;
  readonly operations: readonly { readonly id: string; readonly status: string; readonly checkpointId: string }[];
}

/** A protect whose process is killed while its thing is being copied. */
beforeEach(async () => {
  workspace = await Workspace.ofThings('waiting', 'quick');
  const child = workspace.start('protect', '--resource', 'Trial::Thing#waiting', '--events');
  const ended = outcomeOf(child);
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      operationId ||= /"operationId":"([^"]+)"/.exec(text)?.[1] ?? '';
      if (text.includes('"onMain"')) resolve();
    });
  });
  child.kill('SIGKILL');
  await ended;
  const [found] = await workspace.json<{ id: string; status: string }[]>('checkpoint', 'list');
  expect(found).toMatchObject({ status: 'protecting' });
  checkpointId = found?.id ?? '';
});
afterEach(async () => {
  operationId = '';
  await workspace.remove();
});

const dryRun = async () => JSON.parse((await workspace.karbor('sweep', '--dry-run', '--json')).out) as Document;

describe('an operation whose process was killed', () => {
  test('is listed, and nothing is changed', async () => {
    const { code, out, err } = await workspace.karbor('sweep', '--dry-run');
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`^protect +${operationId} +${checkpointId} +\\S+ +gone +mark$`, 'm'));
    expect(err).toMatch(/There is 1 operation on which nobody works\. .* \[KARBOR_OPERATIONS_LEFT\]\n$/);
    expect(await dryRun()).toMatchObject({ otherProjects: 0, operations: [{ id: operationId, status: 'left', owner: 'gone', checkpointId }] });
    expect(await workspace.marks()).toHaveLength(1);
    expect(await workspace.json('checkpoint', 'show', checkpointId)).toMatchObject({ status: 'protecting' });
  });

  test('says, when it is only listed, what a sweep would do with it', async () => {
    const { err } = await workspace.karbor('sweep', '--dry-run', '--resume');
    expect(err).toMatch(/There is 1 operation on which nobody works\. Sweep with --resume and without --dry-run goes on with them\. \[KARBOR_OPERATIONS_LEFT\]\n$/);
  });

  test('is released by a sweep', async () => {
    const { code, out } = await workspace.karbor('sweep');
    expect(code).toBe(0);
    expect(out).toContain(`The protect of checkpoint ${checkpointId} (operation ${operationId}) is released.\n`);
    expect(await workspace.marks()).toEqual([]);
    expect(await workspace.json('checkpoint', 'show', checkpointId)).toMatchObject({ status: 'error', errors: [{ code: 'KARBOR_OPERATION_ABANDONED' }] });
    expect(await workspace.karbor('sweep')).toEqual({ code: 0, out: 'No operation has been left unfinished.\n', err: '' });
  });

  test('goes on with a sweep that resumes', async () => {
    await workspace.write('gate', '');
    expect(await workspace.json('sweep', '--resume', '--operation', operationId)).toMatchObject({ operations: [{ id: operationId, status: 'resumed' }] });
    expect(await workspace.marks()).toEqual([]);
    expect(await workspace.json('checkpoint', 'show', checkpointId)).toMatchObject({ status: 'available' });
    expect(await workspace.json('sweep')).toEqual({ otherProjects: 0, operations: [] });
  });

  test('goes on by the id of its checkpoint', async () => {
    await workspace.write('gate', '');
    const { code, out } = await workspace.karbor('checkpoint', 'resume', checkpointId);
    expect({ code, out }).toEqual({ code: 0, out: `Checkpoint ${checkpointId} is available: 1 resources.\n` });
    expect(await workspace.marks()).toEqual([]);
  });

  test('is left alone by another project, which is told of it', async () => {
    const { code, out } = await workspace.karbor('sweep', '--project-id', 'another');
    expect({ code, out }).toEqual({ code: 0, out: 'No operation has been left unfinished.\n1 operation of another project was left alone.\n' });
    expect((await dryRun()).operations).toHaveLength(1);
  });

  test('can be reset by hand, and what it left is released later', async () => {
    const { code, out } = await workspace.karbor('checkpoint', 'reset', checkpointId);
    expect({ code, out }).toEqual({ code: 0, out: `Checkpoint ${checkpointId} is error now.\n` });
    expect(await workspace.marks()).toHaveLength(1);
    expect(await workspace.json('sweep')).toMatchObject({ operations: [{ id: operationId, status: 'released', state: 'ended' }] });
    expect(await workspace.marks()).toEqual([]);
    await workspace.json('checkpoint', 'delete', checkpointId);
  });
});

test('what fails again is left, and told', async () => {
  await workspace.providerFile('trial.conf', '[provider]\nname = T\nid = trial\nbank = @example/karbor-bank-hello\nplugin = @example/karbor-plugin-hello\n' +
    `[hello_plugin]\nnotes_folder = ${workspace.path('notes')}\n[hello_bank]\npath = ${workspace.path('bank')}\n`);
  const { code, out, err } = await workspace.karbor('sweep', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ operations: [{ id: operationId, status: 'failed', error: { code: 'KARBOR_EFFECT_UNKNOWN' } }] });
  expect(err).toContain('[KARBOR_EFFECT_UNKNOWN]');
});
