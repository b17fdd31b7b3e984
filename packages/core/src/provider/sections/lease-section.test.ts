import { describe, expect, it } from 'vitest';
import { bankSource, exampleProvider, ProviderWorkspace } from '../provider-workspace.fixture.js';

const bankSchema = "configSection: 'bank', configSchema: z.strictObject({ path: z.string().optional() })";

async function load(sections: string, bankMembers = bankSchema) {
  const workspace = await ProviderWorkspace.withExamples();
  await workspace.install('example-bank', bankSource('example-bank', bankMembers));
  const file = await workspace.provider('a.conf', `${exampleProvider}${sections}`);
  const { providers, problems, warnings } = await workspace.load();
  return { file, lease: providers[0]?.lease, errors: problems.map(({ error }) => error), warnings };
}

const lines = (expire: string, renew: string, validity: string) =>
  `lease_expire_window = ${expire}\nlease_renew_window = ${renew}\nlease_validity_window = ${validity}\n`;

describe('the windows of leases', () => {
  it("are Karbor's when nothing is said", async () => {
    expect(await load('[bank]\npath = x')).toMatchObject({
      ...{ lease: { expireMs: 600_000, renewMs: 120_000, validityMs: 100_000 }, errors: [], warnings: [] },
    });
  });

  it.each([
    ['[executor]', `[executor]\n${lines('6', '1.5', '0.25')}`, bankSchema],
    ["the bank's section", `[bank]\npath = x\n${lines('6', '1.5', '0.25')}`, bankSchema],
    ["the bank's section alone", `[bank]\n${lines('6', '1.5', '0.25')}`, bankSchema],
    ['both', `[executor]\nlease_expire_window = 6\nlease_renew_window = 1.5\n[bank]\nlease_validity_window = 0.25`, bankSchema],
    ['that of a bank without settings', `[example-bank]\n${lines('6', '1.5', '0.25')}`, ''],
  ])('come from %s', async (_where, sections, members) => {
    const { lease, errors, warnings } = await load(sections, members);
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
    expect(lease).toEqual({ expireMs: 6000, renewMs: 1500, validityMs: 250 });
  });

  it.each([
    [lines('220', '120', '100'), 'lease_expire_window', 'lease_renew_window (120 s) and lease_validity_window (100 s) must together be less than lease_expire_window (220 s)'],
    ['lease_renew_window = 500', 'lease_renew_window', 'must together be less than lease_expire_window (600 s)'],
    ['lease_validity_window = 481', 'lease_validity_window', 'must together be less'],
    ['lease_expire_window = 0', 'lease_expire_window', '"0" is no number of seconds above 0 and up to 2147483'],
    ['lease_renew_window = 2m', 'lease_renew_window', '"2m" is no number of seconds'],
    ['lease_renew_window = 60\nlease_renew_window = 61', 'lease_renew_window', 'it is written twice, first in line 7: keep one'],
  ])('are refused: %j', async (text, key, reason) => {
    for (const section of ['executor', 'bank']) {
      const { file, lease, errors } = await load(`[${section}]\n${text}`);
      expect(lease).toBeUndefined();
      expect(errors).toMatchObject([{ code: 'KARBOR_CONFIG_INVALID', details: { file, section, key } }]);
      expect(errors[0]?.message).toMatch(new RegExp(`, line \\d+, \\[${section}\\] ${key}: `));
      expect(errors[0]?.message).toContain(reason);
    }
  });

  it('are refused when two sections say them', async () => {
    const { errors } = await load('[bank]\nlease_renew_window = 60\n[executor]\nlease_renew_window = 60');
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringContaining('line 7, [bank] lease_renew_window: it is written twice, first in line 9: keep one.'),
    ]);
  });

  it('have no other names', async () => {
    const { warnings } = await load('[bank]\npath = x\nlease_window = 3');
    expect(warnings.map(({ details }) => details['key'])).toEqual(['lease_window']);
  });
});
