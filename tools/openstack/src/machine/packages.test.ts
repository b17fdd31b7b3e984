import { expect, test } from 'vitest';
import { missingPackages } from './packages.js';

test('only what is wholly installed counts', () => {
  const statuses = ['keystone installed', 'swift config-files', 'nova-api half-configured', 'memcached unpacked', ''].join('\n');
  expect(missingPackages(['keystone', 'swift', 'nova-api', 'memcached', 'glance-api'], statuses)).toEqual([
    'swift',
    'nova-api',
    'memcached',
    'glance-api',
  ]);
});

test('a package of two architectures is installed when one of them is', () => {
  expect(missingPackages(['libc6'], 'libc6 installed\nlibc6 not-installed\n')).toEqual([]);
});
