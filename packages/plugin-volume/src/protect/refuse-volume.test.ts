import { expect, test } from 'vitest';
import { refuseVolume } from './refuse-volume.js';

const volume = { id: '4f', name: 'data', status: 'in-use', encrypted: true };

test('an encrypted volume is refused in image mode only', () => {
  expect(() => refuseVolume(volume, 'image')).toThrow(/^Volume "data" \(4f\) is encrypted.*Protect it with protect_mode "backup" or "snapshot"/);
  expect(() => refuseVolume(volume, 'backup')).not.toThrow();
  expect(() => refuseVolume(volume, 'snapshot')).not.toThrow();
  expect(() => refuseVolume({ ...volume, encrypted: false }, 'image')).not.toThrow();
});
