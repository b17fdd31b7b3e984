import { afterEach, describe, expect, test } from 'vitest';
import { helloProvider, Workspace } from '../workspace.fixture.js';

interface CheckedFile {
  readonly id: string | null;
  readonly status: string;
  readonly file: string;
  readonly problems: readonly { readonly code: string; readonly message: string }[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

let workspace: Workspace;

afterEach(() => workspace.remove());

describe('provider list and show', () => {
  test('tell what there is, as text and as JSON', async () => {
    workspace = await Workspace.make();
    const list = await workspace.karbor('provider', 'list');
    expect(list).toEqual({
      code: 0,
      out: `ID     NAME   DESCRIPTION
─────  ─────  ─────────────────────────────
hello  Hello  Notes into a LevelDB database
`,
      err: '',
    });
    expect(await workspace.json('provider', 'list')).toEqual([
      {
        ...{ id: 'hello', status: 'enabled', name: 'Hello', description: 'Notes into a LevelDB database' },
        file: workspace.path('providers.d', 'hello.conf'),
      },
    ]);
    const shown = await workspace.karbor('provider', 'show', 'hello');
    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(/^bank +@example\/karbor-bank-hello 0\.0\.0$/m);
    expect(shown.out).toMatch(/^@example\/karbor-plugin-hello 0\.0\.0 +Example::Note +protect, restore$/m);
    expect(await workspace.json('provider', 'show', 'hello')).toMatchObject({
      ...{ id: 'hello', status: 'enabled' },
      schemas: { 'Example::Note': { restore: { properties: { prefix: { type: 'string' } } } } },
    });
  });

  test('list tells on standard error what is not loaded or probably a mistake, and lists the others', async () => {
    workspace = await Workspace.make({ 'bad.conf': '[provider]\nname = Bad\n' });
    await workspace.providerFile('hello.conf', `${helloProvider(workspace.folder)}\n[helo_bank]\npath = /nowhere\n`);
    await workspace.providerFile('off.conf', `[provider]\nname = Off\nid = off\nbank = none\nplugin = none\nenabled = false\n`);
    const { code, out, err } = await workspace.karbor('provider', 'list', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([{ id: 'hello' }]);
    expect(err).toMatch(/^not loaded: .*bad\.conf.* \[KARBOR_PROVIDER_ID_MISSING\]$/m);
    expect(err).toMatch(/^warning: .*\[helo_bank\].* \[KARBOR_SECTION_UNUSED\]$/m);
  });

  test('show of another id says which there are', async () => {
    workspace = await Workspace.make();
    const { code, out, err } = await workspace.karbor('provider', 'show', 'helo', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ status: 'failed', error: { code: 'KARBOR_PROVIDER_NOT_FOUND' } });
    expect(err).toMatch(/^karbor: There is no provider "helo"\. Known are: hello\..*\[KARBOR_PROVIDER_NOT_FOUND\]\n$/);
  });
});

describe('provider check', () => {
  test('is content with good and disabled files', async () => {
    workspace = await Workspace.make();
    await workspace.providerFile('off.conf', `[provider]\nname = Off\nid = off\nbank = none\nplugin = none\nenabled = false\n`);
    const { code, out, err } = await workspace.karbor('provider', 'check');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      `good     ${workspace.path('providers.d', 'hello.conf')} (hello)\ndisabled ${workspace.path('providers.d', 'off.conf')} (off)\n`,
    );
  });

  test('names each bad file with its reasons, and shows the warnings of good ones', async () => {
    workspace = await Workspace.make({ 'a.conf': '[provider]\nname = A\nid = a\nbank = \nplugin = none\n' });
    const twice = helloProvider(workspace.folder, 'twice').replace(/^plugin = .*$/m, '$&\n$&');
    await workspace.providerFile('twice.conf', twice);
    await workspace.providerFile('warned.conf', `${helloProvider(workspace.folder)}\n[helo_bank]\npath = /nowhere\n`);
    const { code, out, err } = await workspace.karbor('provider', 'check', '--json');
    expect(code).toBe(2);
    expect(err).toBe('karbor: 2 of 3 provider files are bad. [KARBOR_PROVIDER_INVALID]\n');
    const [first, second, third] = JSON.parse(out) as CheckedFile[];
    expect(first).toMatchObject({ id: 'a', status: 'bad', file: workspace.path('providers.d', 'a.conf') });
    expect(first?.problems.map((problem) => problem.code)).toContain('KARBOR_PROVIDER_BANK_MISSING');
    expect(second).toMatchObject({ id: 'twice', status: 'bad', problems: [{ code: 'KARBOR_PROVIDER_PLUGIN_REPEATED' }] });
    expect(third).toMatchObject({ id: 'hello', status: 'good', problems: [], warnings: [{ code: 'KARBOR_SECTION_UNUSED' }] });
    const text = await workspace.karbor('provider', 'check');
    expect(text.code).toBe(2);
    expect(text.out).toMatch(/^bad {6}.*a\.conf \(a\)\n {2}✗ .*\[KARBOR_/m);
    expect(text.out).toMatch(/^good {5}.*warned\.conf \(hello\)\n {2}! .*\[KARBOR_SECTION_UNUSED\]\n$/m);
  });

  test('with an id checks that one alone', async () => {
    workspace = await Workspace.make();
    await workspace.providerFile('bad.conf', '[provider]\nname = Bad\nid = bad\nplugin = none\n');
    expect(await workspace.karbor('provider', 'check', 'hello')).toMatchObject({ code: 0 });
    const bad = await workspace.karbor('provider', 'check', 'bad');
    expect(bad.code).toBe(2);
    expect(bad.out).not.toContain('hello.conf');
    expect(await workspace.karbor('provider', 'check', 'none')).toMatchObject({
      ...{ code: 2, out: '' },
      err: expect.stringContaining('There is no provider "none"') as unknown,
    });
  });

  test('says that an empty folder is empty, and that one is not there', async () => {
    workspace = await Workspace.make({});
    expect(await workspace.karbor('provider', 'check')).toEqual({
      ...{ code: 0, err: '' },
      out: `There is no provider file in ${workspace.path('providers.d')}.\n`,
    });
    expect(await workspace.json('provider', 'check')).toEqual([]);
    const missing = await workspace.karbor('provider', 'check', '--config-dir', 'nowhere');
    expect(missing.code).toBe(2);
    expect(missing.err).toMatch(/^karbor: .*nowhere, is not there\..*--config-dir.*\[KARBOR_CONFIG_DIR_NOT_FOUND\]\n$/);
  });
});

describe('the provider that a command uses', () => {
  test('is the one that --provider names, else the only one', async () => {
    workspace = await Workspace.make();
    expect(await workspace.json('protectable', 'types')).toMatchObject([{ id: 'Example::Note', status: 'available' }]);
    await workspace.providerFile('second.conf', helloProvider(workspace.folder, 'second'));
    const unclear = await workspace.karbor('protectable', 'types');
    expect(unclear).toMatchObject({ code: 2, out: '' });
    expect(unclear.err).toContain('hello (Hello), second (Hello)');
    expect(await workspace.karbor('--provider', 'second', 'protectable', 'types')).toMatchObject({ code: 0, err: '' });
  });

  test('is told when it is only the one because others are bad', async () => {
    workspace = await Workspace.make();
    await workspace.providerFile('bad.conf', '[provider]\nname = Bad\nid = bad\nplugin = none\n');
    const { code, err } = await workspace.karbor('protectable', 'types');
    expect(code).toBe(0);
    expect(err).toMatch(/^Provider hello is used, .*bad\.conf/);
    const { code: named, err: nothing } = await workspace.karbor('protectable', 'types', '--provider', 'hello');
    expect({ named, nothing }).toEqual({ named: 0, nothing: '' });
  });

  test('is missed with a reason', async () => {
    workspace = await Workspace.make({});
    expect((await workspace.karbor('protectable', 'types')).err).toContain('There is no provider file (*.conf) in');
    await workspace.providerFile('off.conf', `[provider]\nname = Off\nid = off\nbank = none\nplugin = none\nenabled = false\n`);
    expect((await workspace.karbor('protectable', 'types')).err).toMatch(/disabled: set enabled = true in one of .*off\.conf/);
    await workspace.providerFile('bad.conf', '[provider]\nname = Bad\nid = bad\nplugin = none\n');
    const { code, err } = await workspace.karbor('protectable', 'types');
    expect(code).toBe(2);
    expect(err).toMatch(/^karbor: No provider could be loaded\. .*bad\.conf.*\[provider\] bank: .*\[KARBOR_PROVIDER_INVALID\]\n$/);
  });
});
