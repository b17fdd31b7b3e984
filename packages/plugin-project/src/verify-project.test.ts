import { operationHarness } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { projectProtectionPlugin } from './plugin.js';

const saved = { id: 'a', name: 'demo', domainId: 'default', description: '', enabled: true, tags: [], quotas: {} };
const verify = (id: string) =>
  operationHarness(projectProtectionPlugin, {
    resource: { type: 'OS::Keystone::Project', id, name: 'demo' },
    savedInfo: saved,
  }).verify();

test('what is saved must be that of the project', async () => {
  await verify('a');
  await expect(verify('b')).rejects.toMatchObject({ code: 'KARBOR_COPY_DAMAGED' });
});
