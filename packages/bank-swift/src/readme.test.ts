import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { configSchema } from './configuration/config-schema.js';
import { settingsSchema } from './configuration/settings.js';

let readme: string;
beforeAll(async () => {
  readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
});

it('shows a provider file whose settings are fine', () => {
  const [, file = ''] = /```ini\n([\s\S]*?)```/.exec(readme) ?? [];
  const settings = [...file.matchAll(/^((?:bank_)?swift_\w+) = (.*)$/gm)].map(([, key = '', value]) => [key, value] as const);
  expect(settings).toHaveLength(5);
  expect(configSchema.safeParse(Object.fromEntries(settings)).error).toBeUndefined();
});

it('tells of every setting', () => {
  for (const key of Object.keys(settingsSchema.shape)) expect(readme).toContain(`\`${key}\``);
});
