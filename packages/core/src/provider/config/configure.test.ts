import { describe, expect, it } from 'vitest';
import { bankSource, exampleProvider, pluginSource, ProviderWorkspace } from '../provider-workspace.fixture.js';

const secret = 'hunter2-#;$"';

/** A provider whose plugin has this configSchema (code), and whose file ends with these sections. */
async function load(configSchema: string, sections: string, members = '') {
  const workspace = await ProviderWorkspace.withExamples();
  await workspace.install('example-plugin', pluginSource('example-plugin', 'Example::Thing', `configSchema: ${configSchema}, ${members}`));
  const file = await workspace.provider('a.conf', `${exampleProvider}${sections}`);
  const { providers, problems, warnings } = await workspace.load();
  const config = providers[0]?.protectionPlugins.get('Example::Thing')?.config;
  return { file, config, warnings, errors: problems.map(({ error }) => error) };
}

describe('settings', () => {
  it('are what the schema makes of them', async () => {
    const schema = `z.object({
      url: z.string(), retries: z.coerce.number().default(3), size: z.coerce.number(),
      password: z.string(), host: z.array(z.string()), one: z.array(z.string()), any: z.union([z.string(), z.array(z.string())]),
    })`;
    const text = `[example-plugin]\nurl = http://x\nsize = 10\npassword = ${secret}\nhost = a\nhost = b\none = c\nany = d\nany = e`;
    const { config, errors, warnings } = await load(schema, text);
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
    expect(config).toEqual({
      ...{ url: 'http://x', retries: 3, size: 10, password: secret },
      ...{ host: ['a', 'b'], one: ['c'], any: ['d', 'e'] },
    });
  });

  it('come from several sections, the later ones first', async () => {
    const schema = 'z.object({ a: z.string(), b: z.string(), c: z.string() })';
    const sections = '[two]\nb = 2\nc = 2\n[one]\na = 1\nb = 1';
    const { config } = await load(schema, sections, "configSection: ['one', 'two']");
    expect(config).toEqual({ a: '1', b: '2', c: '2' });
  });

  it('are checked by a schema that answers later, and are empty without a schema', async () => {
    const schema = "z.object({ a: z.string().refine(async (a) => a !== 'x', 'not that one') })";
    expect((await load(schema, '[example-plugin]\na = y')).config).toEqual({ a: 'y' });
    expect((await load(schema, '[example-plugin]\na = x')).errors[0]?.message).toContain('[example-plugin] a: not that one.');
    expect((await load('undefined', '')).config).toEqual({});
  });

  it('go to the bank and to protectables too', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    const create = "create({ config, log }) { log.info(config.path); return definition.make(); }";
    const source = bankSource('example-bank', `configSection: 'bank', configSchema: z.object({ path: z.string() })`);
    await workspace.install(
      'example-bank',
      source.replace('export default {', 'const definition = {') +
        `\nconst { create: make, ...rest } = definition;\nexport default { ...rest, ${create.replace('definition.make', 'make')} };`,
    );
    const plugin = pluginSource('example-plugin', 'Example::Thing').replace('parentTypes: [],', "parentTypes: [], configSchema: z.object({ region: z.string() }),");
    await workspace.install('example-plugin', plugin);
    await workspace.provider('a.conf', `${exampleProvider}[bank]\npath = /backup\n[example-plugin]\nregion = here`);
    const said: string[] = [];
    const say = (message: string) => void said.push(message);
    const { providers, problems } = await workspace.load({ log: { debug: say, info: say, warn: say, error: say } });
    expect(problems).toEqual([]);
    expect(said).toEqual(['/backup']);
    expect(providers[0]?.protectables.get('Example::Thing')?.config).toEqual({ region: 'here' });
  });
});

describe('bad settings', () => {
  it('are said with file, line, section and key', async () => {
    const { file, errors } = await load('z.object({ size: z.coerce.number(), mode: z.enum(["fast", "safe"]) })', '[example-plugin]\nsize = big\n\nmode = x');
    expect(errors).toMatchObject([
      { code: 'KARBOR_CONFIG_INVALID', details: { file, line: 7, section: 'example-plugin', key: 'size' } },
      { code: 'KARBOR_CONFIG_INVALID', details: { file, line: 9, section: 'example-plugin', key: 'mode' } },
    ]);
    expect(errors[0]?.message).toContain(`${file}, line 7, [example-plugin] size: Invalid input`);
    expect(errors[1]?.message).toContain(`[example-plugin] mode: Invalid option: expected one of "fast"|"safe".`);
  });

  it('may be missing', async () => {
    const schema = 'z.object({ url: z.string() })';
    const one = await load(schema, '');
    expect(one.errors[0]?.message).toContain(`${one.file}, [example-plugin] url: it is missing, set it in [example-plugin]: Invalid input`);
    const two = await load(schema, '[b]', "configSection: ['a', 'b']");
    expect(two.errors[0]?.message).toContain(`${two.file}, url: it is missing, set it in [a] or [b]: Invalid input`);
  });

  it('may be written twice where one value is meant', async () => {
    const { errors } = await load('z.object({ url: z.string(), n: z.coerce.number() })', '[example-plugin]\nurl = a\nn = 1\nurl = b');
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringContaining('line 9, [example-plugin] url: it is written 2 times (lines 7, 9) and takes one value'),
    ]);
  });

  it('may meet a schema that answers nothing', async () => {
    const standard = "{ '~standard': { version: 1, vendor: 'example', validate() {}, jsonSchema: {} } }";
    const { errors } = await load(standard, '[example-plugin]\na = 1');
    expect(errors).toMatchObject([{ code: 'KARBOR_PLUGIN_INVALID', details: { section: 'example-plugin' } }]);
    expect(errors[0]?.message).toContain('the configSchema of example-plugin failed: ');
  });

  it('are never printed', async () => {
    const issues = `(value) => ({ issues: [
      { message: 'was "' + value.password + '"', path: ['password'] },
      { message: 'was ' + JSON.stringify(value.password), path: [{ key: 'password' }] },
      { message: 'x was ' + value.password, path: ['pin'] },
      { message: 'all of it was ' + value.password + ', ' + value.pin },
    ] })`;
    const standard = (validate: string) => `{ '~standard': { version: 1, vendor: 'example', validate: ${validate}, jsonSchema: { input: () => ({}), output: () => ({}) } } }`;
    const sections = `[example-plugin]\npassword = ${secret}\npin = 7`;
    for (const validate of [issues, '(value) => { throw new Error("cannot take " + value.password); }']) {
      const { errors } = await load(standard(validate), sections);
      expect(errors.length).toBeGreaterThan(0);
      for (const error of errors) {
        expect(error.message).toMatch(/was "?…|cannot take …/);
        expect(`${error.message} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain('hunter2');
        expect(error.message).not.toMatch(/was.* 7/);
      }
    }
  });
});

describe('what nobody reads', () => {
  it('is a warning: a section', async () => {
    const { file, errors, warnings } = await load('z.object({ a: z.string() })', '[example-plugin]\na = 1\n[exmaple-plugin]\nb = 2\n[quite_other]');
    expect(errors).toEqual([]);
    expect(warnings).toMatchObject([
      { file, providerId: 'example-1', code: 'KARBOR_SECTION_UNUSED', details: { line: 8, section: 'exmaple-plugin' } },
      { code: 'KARBOR_SECTION_UNUSED', details: { section: 'quite_other' } },
    ]);
    expect(warnings[0]?.message).toContain('[exmaple-plugin]: no plugin and no bank of this provider reads it. Did you mean "example-plugin"?');
    expect(warnings[1]?.message).not.toContain('Did you mean');
  });

  it('is a warning: a key', async () => {
    const { errors, warnings } = await load('z.object({ url: z.string().optional() })', '[example-plugin]\nurll = x');
    expect(errors).toEqual([]);
    expect(warnings).toMatchObject([{ code: 'KARBOR_CONFIG_KEY_UNKNOWN', details: { line: 7, section: 'example-plugin', key: 'urll' } }]);
    expect(warnings[0]?.message).toContain('[example-plugin] urll: nobody who reads this section knows it. Did you mean "url"?');
  });

  it.each([
    ['z.looseObject({ a: z.string() })', 'a = 1\nb = 2'],
    ['z.record(z.string(), z.string())', 'b = 2'],
    ['z.object({ when: z.date().optional() })', 'b = 2'],
    ['z.union([z.object({ a: z.string() }), z.object({ b: z.string() })])', 'b = 2'],
  ])('is no warning where the schema cannot tell: %s', async (schema, text) => {
    const { errors, warnings } = await load(schema, `[example-plugin]\n${text}`);
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  });

  it('is not what another reader of the section knows', async () => {
    const protectable = "configSection: 'shared', configSchema: z.object({ b: z.string() })";
    const workspace = await ProviderWorkspace.withExamples();
    const plugin = pluginSource('example-plugin', 'Example::Thing', "configSection: 'shared', configSchema: z.object({ a: z.string() })");
    await workspace.install('example-plugin', plugin.replace('parentTypes: [],', `parentTypes: [], ${protectable},`));
    await workspace.provider('a.conf', `${exampleProvider}[shared]\na = 1\nb = 2\nc = 3`);
    const { problems, warnings } = await workspace.load();
    expect(problems).toEqual([]);
    expect(warnings.map(({ details }) => details['key'])).toEqual(['c']);
  });

  it('is said of a wrong setting once, when two read it', async () => {
    const config = "configSection: 'shared', configSchema: z.object({ a: z.coerce.number() })";
    const workspace = await ProviderWorkspace.withExamples();
    const plugin = pluginSource('example-plugin', 'Example::Thing', config);
    await workspace.install('example-plugin', plugin.replace('parentTypes: [],', `parentTypes: [], ${config},`));
    await workspace.provider('a.conf', `${exampleProvider}[shared]\na = x`);
    expect(await workspace.problems()).toHaveLength(1);
  });
});
