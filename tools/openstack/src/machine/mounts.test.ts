import { expect, test } from 'vitest';
import { mountPointsBelow } from './mounts.js';

test('what is mounted below a folder, innermost first', () => {
  const mounts = [
    '/dev/vda / ext4 rw 0 0',
    '/dev/loop0 /var/cloud/disk ext4 rw 0 0',
    '/dev/loop1 /var/cloud/a\\040share ext4 rw 0 0',
    '/dev/loop1 /var/cloud/disk/inner ext4 rw 0 0',
    '/dev/loop2 /var/cloud-2/disk ext4 rw 0 0',
    '',
  ].join('\n');
  expect(mountPointsBelow('/var/cloud', mounts)).toEqual(['/var/cloud/disk/inner', '/var/cloud/a share', '/var/cloud/disk']);
});
