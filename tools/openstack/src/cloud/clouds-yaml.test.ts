import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { cloudsYaml } from './clouds-yaml.js';

test('an admin and two ordinary projects', () => {
  const { clouds } = parse(cloudsYaml('http://127.0.0.1:12345', '0123')) as { clouds: Record<string, unknown> };
  expect(Object.keys(clouds)).toEqual(['admin', 'demo', 'alt']);
  expect(clouds['demo']).toMatchObject({
    auth: { auth_url: 'http://127.0.0.1:12345/v3', username: 'demo', password: '0123', project_name: 'demo' },
    region_name: 'RegionOne',
  });
});
