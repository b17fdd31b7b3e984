import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workspace } from './workspace.fixture.js';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await Workspace.make();
});
afterAll(() => workspace.remove());

describe('what makes no sense ends with exit code 2 and one line that says what to do', () => {
  test.each([
    [['protect'], /Say what to protect: --resource TYPE#ID .* or --project/],
    [['protect', '--resource', 'ideas.txt'], /"ideas\.txt" is not a resource: write it as TYPE#ID\./],
    [['protect', '--resource', 'Example::Note#none'], /Example::Note#none/],
    [['protect', '--project'], /OS::Keystone::Project/],
    [['protect', '--frob'], /Unknown option '--frob'\. See karbor protect --help\./],
    [['protect', '--resource'], /See karbor protect --help\./],
    [['protekt'], /Unknown command 'protekt' \(Did you mean protect\?\) See karbor --help\./],
    [['checkpoint', 'lst'], /\(Did you mean list\?\) See karbor checkpoint --help\./],
    [['checkpoint', 'show'], /Missing required argument 'id'\. See karbor checkpoint show --help\./],
    [['checkpoint', 'show', 'a', 'b'], /Too many arguments/],
    [['checkpoint', 'show', 'none'], /none.*"karbor checkpoint list"/],
    [['restore', '../../etc'], /etc/],
    [['restore'], /Say which checkpoint to restore, or .*--resume OPERATION/],
    [['restore', 'a', '--resume', 'b'], /Leave the checkpoint out/],
    [['restore', '--resume', 'none'], /no operation "none".*"karbor sweep --dry-run" lists/],
    [['restore', '--resume', 'none', '--parameters', 'x'], /--resume.*cannot be used with.*--parameters/],
    [['restore', '--resume', 'none', '--from-project', 'x'], /--resume.*cannot be used with.*--from-project/],
    [['restore', 'a', '--from-project', ''], /It must be the id of a project\. See karbor restore --help\./],
    [['restore', 'a', '--from-project', 'x'], /no checkpoint "a"/],
    [['protect', '--from-project', 'x'], /Unknown option '--from-project'.* See karbor protect --help\./],
    [['sweep', '--from-project', 'x'], /Unknown option '--from-project'.* See karbor sweep --help\./],
    [['checkpoint', 'delete', 'a', '--from-project', 'x'], /Unknown option '--from-project'.* See karbor checkpoint delete --help\./],
    [['protect', '--retry', 'none', '--project'], /cannot be used with/],
    [['protect', '--retry', 'none'], /none.*"karbor checkpoint list"/],
    [['checkpoint', 'resume', 'none'], /none.*"karbor checkpoint list"/],
    [['checkpoint', 'reset', 'none'], /none.*"karbor checkpoint list"/],
    [['sweep', '--operation', 'none'], /no operation "none"/],
    [['--resolve-from', 'nowhere', 'provider', 'list'], /--resolve-from: .*nowhere is not a folder\./],
  ])('%j', async (args, message) => {
    const { code, out, err } = await workspace.karbor(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err).toMatch(/^karbor: [^\n]* \[KARBOR_[A-Z_]+\]\n$/);
    const json = await workspace.karbor(...args, '--json');
    expect(json.code).toBe(2);
    const { status, error } = JSON.parse(json.out) as { status: string; error: { message: string } };
    expect(status).toBe('failed');
    expect(err).toContain(error.message);
  });
});

describe('help', () => {
  test('of the command names all commands, and of each command its options and one example that parses', async () => {
    const described: string[] = [];
    const open: (readonly string[])[] = [[]];
    for (let path = open.shift(); path; path = open.shift()) {
      const { code, out, err } = await workspace.karbor(...path, '--help');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      described.push(path.join(' '));
      const [, commands = ''] = /\nCommands:\n([^]*?)\n\n/.exec(out) ?? [];
      for (const [, name = ''] of commands.matchAll(/^ {2}([a-z]+)/gm)) if (name !== 'help') open.push([...path, name]);
      const examples = [...out.matchAll(/^ {2}\$ karbor (.*)$/gm)].map(([, example = '']) => example);
      expect(examples).toHaveLength(1);
      const example = examples[0]!.split(' ').map((word) => word.replaceAll("'", ''));
      expect(path.length === 0 ? example[0] : example.slice(0, path.length).join(' ')).toMatch(path.length === 0 ? /./ : path.join(' '));
      expect((await workspace.karbor(...example)).err).not.toContain('--help');
    }
    expect(described.sort()).toEqual([
      ...['', 'checkpoint', 'checkpoint delete', 'checkpoint list', 'checkpoint reset', 'checkpoint resume', 'checkpoint show', 'checkpoint verify', 'plan', 'protect'],
      ...['protectable', 'protectable list', 'protectable show', 'protectable types'],
      ...['provider', 'provider check', 'provider list', 'provider show', 'restore', 'sweep'],
    ]);
  });

  test('is what is shown, with exit code 2, where a command is missing', async () => {
    for (const args of [[], ['provider'], ['checkpoint']]) {
      const { code, out, err } = await workspace.karbor(...args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^Usage: karbor /);
    }
  });

  test('says the version', async () => {
    expect(await workspace.karbor('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as unknown });
  });
});

describe('a cloud', () => {
  test('that is not configured is missed with a hint', async () => {
    const named = await workspace.karbor('protectable', 'types', '--os-cloud', 'none');
    expect(named.code).toBe(0);
    const { code, err } = await workspace.karbor('protectable', 'list', 'Example::Note', '--os-cloud', 'none');
    expect(code).toBe(2);
    expect(err).toMatch(/There is no cloud 'none' .*Choose a cloud with --os-cloud\. \[OPENSTACK_CLOUD_NOT_FOUND\]/);
  });

  test('that a plugin needs is asked for', async () => {
    const cloudy = await Workspace.make({});
    await cloudy.providerFile(
      'cloudy.conf',
      `[provider]\nname = C\nid = c\nbank = @example/karbor-bank-hello\nplugin = @karbor/plugin-image\n\n[hello_bank]\npath = ${cloudy.path('bank')}\n`,
    );
    const { code, err } = await cloudy.karbor('protectable', 'list', 'OS::Glance::Image');
    await cloudy.remove();
    expect(code).toBe(2);
    expect(err).toMatch(/name one of clouds\.yaml with --os-cloud or OS_CLOUD, or set OS_AUTH_URL/);
  });
});
