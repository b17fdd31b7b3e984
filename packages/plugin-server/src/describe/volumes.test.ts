import { expect, test } from 'vitest';
import { compareDevices } from './volumes.js';

test('devices are in the order in which a kernel names them, those without a name last', () => {
  const devices = ['/dev/vdaa', null, '/dev/vdb', '/dev/vdz', '/dev/vda'];
  expect(devices.toSorted(compareDevices)).toEqual(['/dev/vda', '/dev/vdb', '/dev/vdz', '/dev/vdaa', null]);
});
