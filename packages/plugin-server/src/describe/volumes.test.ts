import { afterAll, beforeAll, expect, test } from 'vitest';
import { lifeOf } from '../server-life.fixture.js';
import { startTestCloud } from '../test-cloud.fixture.js';
import type { TestCloud } from '../test-cloud.fixture.js';
import { compareDevices } from './volumes.js';

let demo: TestCloud;
beforeAll(async () => {
  demo = await startTestCloud();
});
afterAll(() => demo.stop());

test('the boot volume is the first one that can be booted from, whatever its device', async () => {
  const imageId = await demo.cloud.seed.image({ name: 'cirros', bytes: Buffer.from('boot') });
  const root = await demo.cloud.seed.volume({ name: 'root', imageId, bootable: true });
  const data = await demo.cloud.seed.volume({ name: 'data' });
  const device = { source_type: 'volume', destination_type: 'volume' };
  const block_device_mapping_v2 = [
    { ...device, uuid: root, boot_index: 0, device_name: '/dev/vda' },
    { ...device, uuid: data, boot_index: -1, device_name: '/dev/sda' },
  ];
  const id = await demo.cloud.seed.server({ name: 'mixed', properties: { block_device_mapping_v2 } });
  const life = await lifeOf(demo, id);
  await life.protect();
  expect(life.savedInfo).toMatchObject({
    server: {
      boot: { from: 'volume', volumeId: root },
      volumes: [
        { volumeId: data, device: '/dev/sda', boot: false },
        { volumeId: root, device: '/dev/vda', boot: true },
      ],
    },
  });
});

test('devices are in the order in which a kernel names them, those without a name last', () => {
  const devices = ['/dev/vdaa', null, '/dev/vdb', '/dev/vdz', '/dev/vda'];
  expect(devices.toSorted(compareDevices)).toEqual(['/dev/vda', '/dev/vdb', '/dev/vdz', '/dev/vdaa', null]);
});
