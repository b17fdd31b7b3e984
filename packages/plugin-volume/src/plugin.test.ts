import { expect, test } from 'vitest';
import plugin, { volumeProtectable, volumeProtectionPlugin } from './index.js';

test('the package gives the plugin and its protectable', () => {
  expect(plugin).toEqual([volumeProtectionPlugin, volumeProtectable]);
  expect(volumeProtectionPlugin.resourceTypes).toEqual([volumeProtectable.resourceType]);
});

test('a user interface can draw a form of its parameters', () => {
  const { protect, restore } = volumeProtectionPlugin.operations;
  const form = (schema: typeof protect) => schema?.parametersSchema?.['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
  expect(form(protect)).toMatchObject({
    additionalProperties: false,
    properties: {
      protect_mode: { enum: ['image', 'backup', 'snapshot'], default: 'image' },
      incremental: { anyOf: [{ type: 'boolean' }, { const: 'auto' }], default: false },
      full_every_days: { type: 'integer', exclusiveMinimum: 0 },
      group_snapshot: { enum: ['auto', 'require', 'never'], default: 'auto' },
    },
  });
  expect(Object.keys(form(restore)?.['properties'] ?? {})).toEqual([
    ...['restore_name', 'volume_type', 'availability_zone'],
    ...['restore_volume_types', 'restore_availability_zones'],
  ]);
});
