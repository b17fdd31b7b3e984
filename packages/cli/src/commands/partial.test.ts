import { afterEach, beforeEach, expect, test } from 'vitest';
import { exitCodes } from '../exit-codes.js';
import { Workspace } from '../workspace.fixture.js';

let workspace: Workspace;
const both = ['--resource', 'Trial::Thing#fragile', '--resource', 'Trial::Thing#quick'];

beforeEach(async () => {
  workspace = await Workspace.ofThings('fragile', 'quick');
  await workspace.executor('on_failure = continue');
});
afterEach(() => workspace.remove());

test('an operation that goes on without what failed says what is good and what is not', async () => {
  const { code, out, err } = await workspace.karbor('protect', ...both);
  expect(code).toBe(exitCodes.partial);
  const [, id = ''] = /^Checkpoint (\S+) is partial: 1 resources are good, 1 failed, 0 skipped\.$/m.exec(out) ?? [];
  expect(out).toMatch(/^failed +Trial::Thing#fragile +fragile$/m);
  expect(out).toMatch(/^good +Trial::Thing#quick +quick$/m);
  expect(err).toMatch(new RegExp(`The thing is fragile\\..*"karbor protect --retry ${id}" does again what failed\\. \\[KARBOR_OPERATION_PARTIAL\\]\\n$`));
  expect(await workspace.marks()).toEqual([]);

  expect((await workspace.karbor('checkpoint', 'list')).out).toMatch(new RegExp(`^${id} +partial`, 'm'));
  const shown = await workspace.karbor('checkpoint', 'show', id);
  expect(shown.out).toMatch(/^Trial::Thing#fragile .*The thing is fragile\..*\[KARBOR_HOOK_FAILED\]$/m);
  expect(shown.out).toMatch(/^Trial::Thing#quick .* good$/m);
});

test('a retry does what failed, in the same checkpoint', async () => {
  const { out } = await workspace.karbor('protect', ...both, '--json');
  const { id, ...document } = JSON.parse(out) as { id: string };
  expect(document).toMatchObject({ status: 'partial', good: ['Trial::Thing#quick'], failed: ['Trial::Thing#fragile'], skipped: [] });
  await workspace.write('gate', '');
  expect(await workspace.json('protect', '--retry', id)).toMatchObject({ id, operation: 'protect', status: 'done' });
  expect(await workspace.json('checkpoint', 'show', id)).toMatchObject({ status: 'available' });
  expect(await workspace.karbor('protect', '--retry', id)).toMatchObject({ code: exitCodes.usage, err: expect.stringContaining('KARBOR_CHECKPOINT_STATUS') as unknown });
});

test('events tell it too', async () => {
  const { code, out } = await workspace.karbor('protect', ...both, '--events');
  expect(code).toBe(exitCodes.partial);
  const last: unknown = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '');
  expect(last).toMatchObject({ type: 'operation', status: 'partial', failed: ['Trial::Thing#fragile'], error: { code: 'KARBOR_OPERATION_PARTIAL' } });
});
