import { expect, test } from 'vitest';
import { imageHashes } from './image-hash.js';

test('gives the hashes that the service has, the strongest first', () => {
  expect(imageHashes({ os_hash_algo: 'SHA512', os_hash_value: 'AB12', checksum: 'Cd34' })).toEqual([
    { algorithm: 'sha512', value: 'ab12' },
    { algorithm: 'md5', value: 'cd34' },
  ]);
});

test('gives none of an image without bytes', () => {
  expect(imageHashes({ os_hash_algo: null, os_hash_value: null, checksum: null })).toEqual([]);
});

test('gives only what is there', () => {
  expect(imageHashes({ os_hash_algo: 'sha256', os_hash_value: null, checksum: 'aa' })).toEqual([
    { algorithm: 'md5', value: 'aa' },
  ]);
});
