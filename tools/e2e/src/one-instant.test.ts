import { afterAll, beforeAll, expect, test } from 'vitest';
import { Operator } from './operator.js';
import type { Item } from './operator.js';
import { makeSmallProject } from './small-project.js';
import type { SmallProject } from './small-project.js';

let operator: Operator;
let made: SmallProject;

beforeAll(async () => {
  operator = await Operator.start();
  made = await makeSmallProject(operator.cloud);
});
afterAll(() => operator.end());

test('the volumes of a server that writes all the time are restored as they were at one instant', async () => {
  const { cloud } = operator;
  const volumeIds = [made.dbBootId, made.dbDataId];
  // It writes the same growing number to the one volume, then to the other.
  const writer = cloud.startGuestWriter({ serverId: made.dbId, volumeIds });
  await writer.waitForRounds(5);
  const running = operator.start(['protect', '--resource', `OS::Nova::Server#${made.dbId}`, '--json']);
  const { code, out } = await running.ended;
  expect(code).toBe(0);
  await writer.waitForRounds(5);
  await writer.stop();

  await operator.json('restore', (JSON.parse(out) as Item).id);
  const copies = cloud.inventory().volumes.filter(({ id, name }) => name.startsWith('db-') && !volumeIds.includes(id));
  const numbers = new Map<string, number>();
  for (const { id, name } of copies) {
    const bytes = await cloud.disks.read({ volumeId: id }, 0, 8);
    numbers.set(name, Number(bytes.readBigUInt64BE()));
  }
  const [boot = NaN, data = NaN] = [numbers.get('db-boot'), numbers.get('db-data')];
  expect(boot).toBeGreaterThanOrEqual(5);
  expect([boot, boot - 1]).toContain(data);
});
