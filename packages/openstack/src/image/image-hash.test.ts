import { expect, test } from 'vitest';
import { contradictedHash, hashToCompute, imageHashes } from './image-hash.js';

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

test('chooses the strongest hash that can be computed', () => {
  expect(hashToCompute({ os_hash_algo: 'sha256', os_hash_value: 'ab', checksum: 'cd' })).toEqual({ algorithm: 'sha256', value: 'ab' });
  expect(hashToCompute({ os_hash_algo: 'unheard-of', os_hash_value: 'ab', checksum: 'cd' })).toEqual({ algorithm: 'md5', value: 'cd' });
  expect(hashToCompute({ os_hash_algo: null, os_hash_value: null, checksum: null })).toEqual({ algorithm: 'sha512', value: undefined });
});

test('finds what contradicts the known hashes', () => {
  const image = { os_hash_algo: 'sha512', os_hash_value: 'ab', checksum: 'cd' };
  const known = (sha512: string, md5: string) => [
    { algorithm: 'sha512', value: sha512 },
    { algorithm: 'md5', value: md5 },
  ];
  expect(contradictedHash(image, known('ab', 'cd'))).toBeUndefined();
  expect(contradictedHash(image, known('ab', 'ee'))).toEqual({ algorithm: 'md5', value: 'cd' });
  expect(contradictedHash(image, [{ algorithm: 'sha256', value: 'ee' }])).toBeUndefined();
});
