import { expect, test } from 'vitest';
import { stateFolders } from './state-folders.js';

test('everything lies below the folder', () => {
  const folders = stateFolders('/var/tmp/cloud');
  for (const path of Object.values(folders)) expect(path).toMatch(/^\/var\/tmp\/cloud(\/|$)/);
});

test.each(['/var/tmp/my cloud', '/var/tmp/50%', '/var/tmp/a#b', '/', `/var/${'long'.repeat(20)}`])('%s is refused', (folder) => {
  expect(() => stateFolders(folder)).toThrow(expect.objectContaining({ code: 'CLOUD_ARGUMENT' }));
});
