import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { outcomeOf, Workspace } from './workspace.fixture.js';

let workspace: Workspace;

/** Waits until a process has said something on standard error. */
function saying(child: ChildProcess, text: string): Promise<void> {
  let said = '';
  return new Promise((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(text)) resolve();
    });
  });
}

afterEach(() => workspace.remove());

test.each(['SIGINT', 'SIGTERM'] as const)('%s cancels what runs, cleanly', async (signal) => {
  workspace = await Workspace.ofThings('slow');
  const child = workspace.start('protect', '--resource', 'Trial::Thing#slow');
  const ended = outcomeOf(child);
  await saying(child, '▸ onMain');
  child.kill(signal);
  const { code, err } = await ended;
  expect(code).toBe(130);
  expect(err).toMatch(/\nCancelling: [^]*\n■ onMain of Trial::Thing slow stopped\n[^]* was cancelled\. \[KARBOR_CANCELLED\]\n$/);
  expect(err).not.toMatch(/^ +at /m);
  expect(await workspace.marks()).toEqual([]);
  expect(await workspace.json('checkpoint', 'list')).toMatchObject([{ status: 'error' }]);
});

test('a hook that never ends does not keep the process', async () => {
  workspace = await Workspace.ofThings('never');
  const child = workspace.start('protect', '--resource', 'Trial::Thing#never');
  const ended = outcomeOf(child);
  await saying(child, 'never ends');
  child.kill('SIGINT');
  const { code, err } = await ended;
  expect(code).toBe(130);
  expect(err).toContain('✗ onMain of Trial::Thing never does not end: it is left alone\n');
  expect(await workspace.marks()).toEqual([]);
});

test('standard output that closes does not end what runs', async () => {
  workspace = await Workspace.ofThings('moving');
  const child = workspace.start('protect', '--resource', 'Trial::Thing#moving', '--events');
  const ended = outcomeOf(child);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  expect(await ended).toMatchObject({ code: 0, err: expect.not.stringContaining('EPIPE') as unknown });
  expect(await workspace.json('checkpoint', 'list')).toMatchObject([{ status: 'available' }]);
});

test('both outputs may be closed', async () => {
  workspace = await Workspace.ofThings('moving');
  const child = workspace.start('protect', '--resource', 'Trial::Thing#moving');
  child.stdout.destroy();
  child.stderr.destroy();
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(0);
});

test('a long document is written to its end', async () => {
  const things = Array.from({ length: 2000 }, (_, index) => `quick-${index}`);
  workspace = await Workspace.ofThings(...things);
  const roots = things.flatMap((id) => ['--resource', `Trial::Thing#${id}`]);
  const { code, out } = await outcomeOf(workspace.start('plan', ...roots, '--json'));
  expect(code).toBe(0);
  expect((JSON.parse(out) as { tasks: unknown[] }).tasks).toHaveLength(6000);
});

test('a rejection that nobody handles cancels what runs, and so takes it back', async () => {
  workspace = await Workspace.ofThings('floating');
  const { code, err } = await outcomeOf(workspace.start('protect', '--resource', 'Trial::Thing#floating'));
  expect(code).toBe(1);
  expect(err).toContain('karbor: nobody waits for this [KARBOR_UNKNOWN]\n');
  expect(err).not.toMatch(/^ +at /m);
  expect(await workspace.marks()).toEqual([]);
  expect(await workspace.json('checkpoint', 'list')).toMatchObject([{ status: 'error' }]);
});

test('modules come from the working folder, from --resolve-from, and from the installation', async () => {
  workspace = await Workspace.ofThings('quick');
  const child = workspace.start('--resolve-from', dirname(workspace.folder), 'provider', 'check', '--json');
  const { code, out } = await outcomeOf(child);
  expect(code).toBe(2);
  expect(JSON.parse(out)).toMatchObject([{ status: 'bad', problems: [{ code: 'KARBOR_MODULE_NOT_FOUND' }] }]);
  expect(await outcomeOf(workspace.start('provider', 'check', '--resolve-from', workspace.folder))).toMatchObject({ code: 0 });
});
