import type { Json, Logger } from '@karbor/plugin-sdk';
import { operationHarness } from '@karbor/plugin-sdk/testing';
import type { OperationHarness } from '@karbor/plugin-sdk/testing';
import { volumeProtectable } from '../protectable.js';
import { sideBySide } from '../side-by-side.fixture.js';
import type { TestCloud } from '../test-cloud.fixture.js';

/** A generic volume group of an embedded cloud, with volumes in it. */
export interface TestGroup {
  readonly groupId: string;
  readonly volumeIds: readonly string[];
  readonly warnings: readonly string[];
  /** The lives of these volumes (default: all) as parts of one operation. */
  readonly lives: (volumeIds?: readonly string[], savedInfos?: readonly Json[]) => Promise<OperationHarness[]>;
}

export async function testGroup(demo: TestCloud, names: readonly string[]): Promise<TestGroup> {
  const { cloud, session, context } = demo;
  const admin = demo.connectAs('admin');
  const call = { method: 'POST', path: '/group_types', json: { group_type: { name: 'together' } }, microversion: '3.60' } as const;
  await admin.request('volume', call);
  await admin.close();
  const { id: groupId } = await session.volume.createGroup({ group_type: 'together', volume_types: ['__DEFAULT__'] });
  const volumeIds: string[] = [];
  for (const name of names) volumeIds.push(await cloud.seed.volume({ name, bytes: Buffer.from(`the bytes of ${name}`) }));
  await session.volume.updateGroup(groupId, { addVolumes: volumeIds });
  const warnings: string[] = [];
  const quiet = () => undefined;
  const log: Logger = { debug: quiet, info: quiet, warn: (message) => warnings.push(message), error: quiet };
  const lives = async (ids: readonly string[] = volumeIds, savedInfos: readonly Json[] = []) => {
    const plugin = sideBySide(ids.length);
    const query = { context, config: {}, signal: new AbortController().signal };
    const resources = await Promise.all(ids.map((id) => volumeProtectable.show(id, query)));
    return resources.map((resource, index) => {
      if (!resource) throw new Error('A volume of the group is not there.');
      const savedInfo = savedInfos[index];
      const config = { poll_interval: '0.002', delete_timeout: '2', timeout: '5' };
      return operationHarness(plugin, { resource, config, context, log, ...(savedInfo !== undefined && { savedInfo }) });
    });
  };
  return { groupId, volumeIds, warnings, lives };
}
