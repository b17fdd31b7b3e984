import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Operator } from './operator.js';
import { providerFile } from './provider-file.js';

interface CheckedFile {
  readonly id: string | null;
  readonly status: string;
  readonly file: string;
  readonly problems: readonly { readonly code: string; readonly message: string }[];
}

let operator: Operator;

/** Each is bad in one way, and has its own message. */
const badFiles: readonly (readonly [name: string, change: (good: string) => string, code: string, message: RegExp])[] = [
  ['no-provider', (good) => good.replace('[provider]', '[supplier]'), 'KARBOR_PROVIDER_SECTION_MISSING', /\[provider\]/],
  ['no-id', (good) => good.replace(/^id = .*\n/m, ''), 'KARBOR_PROVIDER_ID_MISSING', /\[provider\] id/],
  ['same-id', (good) => good.replace(/^id = .*$/m, 'id = nightly'), 'KARBOR_PROVIDER_ID_CONFLICT', /"nightly" is already the id .*nightly\.conf/],
  ['empty-bank', (good) => good.replace(/^bank = .*$/m, 'bank ='), 'KARBOR_PROVIDER_BANK_MISSING', /line 5.*\[provider\] bank/],
  ['unknown-module', (good) => good.replace('@karbor/plugin-image', '@karbor/plugin-imagine'), 'KARBOR_MODULE_NOT_FOUND', /"@karbor\/plugin-imagine" is not installed/],
  ['no-bank', (good) => good.replace('bank = @karbor/bank-fs', 'bank = @karbor/plugin-volume'), 'KARBOR_PLUGIN_INVALID', /line 5.*bank.*@karbor\/plugin-volume/],
  ['bad-value', (good) => good.replaceAll('poll_interval = 0.02', 'poll_interval = soon'), 'KARBOR_CONFIG_INVALID', /line 15, \[nova_client\] poll_interval/],
  ['junk', () => '', 'KARBOR_PROVIDER_FILE_INVALID', /UTF-8|binary|text/i],
  ['twice', (good) => good.replace(/^plugin = @karbor\/plugin-volume$/m, '$&\n$&'), 'KARBOR_PROVIDER_PLUGIN_REPEATED', /@karbor\/plugin-volume/],
];

beforeAll(async () => {
  operator = await Operator.start();
  for (const [name, change] of badFiles) {
    await operator.write(`providers.d/z-${name}.conf`, change(providerFile(operator.path('bank'), name)));
  }
  await writeFile(operator.path('providers.d', 'z-junk.conf'), Buffer.from([0xff, 0xfe, 0, 1, 0x80, 0x9d, 0, 0xc3, 0x28]));
});
afterAll(() => operator.end());

test('each bad file gets its own clear message, the good one still works, the exit code is 2', async () => {
  const { code, out, err } = await operator.start(['provider', 'check', '--json']).ended;
  expect(code).toBe(2);
  expect(err).toBe(`karbor: ${badFiles.length} of ${badFiles.length + 1} provider files are bad. [KARBOR_PROVIDER_INVALID]\n`);
  const files = JSON.parse(out) as CheckedFile[];
  expect(files).toHaveLength(badFiles.length + 1);
  expect(files[0]).toMatchObject({ id: 'nightly', status: 'good', problems: [] });
  for (const [name, , expected, message] of badFiles) {
    const file = files.find((one) => one.file.endsWith(`z-${name}.conf`));
    expect(file?.status).toBe('bad');
    const problem = file?.problems.find((one) => one.code === expected);
    expect(problem?.message ?? JSON.stringify(file)).toMatch(message);
    expect(problem?.message.startsWith(file?.file ?? '?')).toBe(true);
  }
  const messages = files.flatMap(({ problems }) => problems.map((problem) => problem.message));
  expect(new Set(messages).size).toBe(messages.length);

  const text = await operator.start(['provider', 'check']).ended;
  expect(text.code).toBe(2);
  for (const message of messages) expect(text.out).toContain(message);
  expect(await operator.json('protectable', 'list', 'OS::Nova::Server', '--provider', 'nightly')).toEqual([]);
  const bad = await operator.call(['protectable', 'types', '--provider', 'empty-bank']);
  expect(bad.code).toBe(2);
  expect(bad.err).toMatch(/"empty-bank" could not be loaded: .*\[provider\] bank/);
});
