import { expect, test } from 'vitest';
import type { Image } from '@karbor/openstack';
import { describeImage, refersToSnapshots } from './describe-image.js';

const image: Image = {
  id: '7ddd8468-eb66-4bba-afc0-03daf42c73ad',
  name: 'img64',
  status: 'active',
  visibility: 'shared',
  owner: '506d7e1c83b64bbbbe09d8254d2c3bb8',
  disk_format: 'qcow2',
  container_format: 'bare',
  size: 67108864,
  virtual_size: 67108864,
  checksum: '07a4a5f67a45007f431d041ebeb183e8',
  os_hash_algo: 'sha512',
  os_hash_value: '70cd',
  os_hidden: true,
  protected: true,
  min_disk: 1,
  min_ram: 512,
  tags: ['golden'],
  created_at: '2026-11-22T14:34:49Z',
  updated_at: '2026-11-22T14:34:49Z',
  self: '/v2/images/7ddd8468-eb66-4bba-afc0-03daf42c73ad',
  file: '/v2/images/7ddd8468-eb66-4bba-afc0-03daf42c73ad/file',
  schema: '/v2/schemas/image',
  stores: 'file',
  direct_url: 'rbd://pool/image',
  locations: [],
  os_glance_importing_to_stores: '',
  os_distro: 'lab',
  'a/b~c': 'odd',
  kernel_id: null,
};

test('keeps what a user has set, and nothing that only the service sets', () => {
  expect(describeImage(image)).toEqual({
    name: 'img64',
    diskFormat: 'qcow2',
    containerFormat: 'bare',
    minDisk: 1,
    minRam: 512,
    visibility: 'shared',
    protected: true,
    hidden: true,
    tags: ['golden'],
    properties: { os_distro: 'lab', 'a/b~c': 'odd' },
  });
});

test('knows the image of a server that boots from a volume', () => {
  const ofVolume = { ...image, size: 0, block_device_mapping: '[{"source_type": "snapshot"}]' };
  expect(refersToSnapshots(ofVolume)).toBe(true);
  expect(refersToSnapshots({ ...image, size: 0 })).toBe(false);
  expect(refersToSnapshots({ ...ofVolume, size: 1 })).toBe(false);
});
