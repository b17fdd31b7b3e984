import { expect, test } from 'vitest';
import plugin, { imageProtectable, imageProtectionPlugin } from './index.js';

test('the package gives the plugin and its protectable', () => {
  expect(plugin).toEqual([imageProtectionPlugin, imageProtectable]);
  expect(imageProtectionPlugin.resourceTypes).toEqual([imageProtectable.resourceType]);
});

test('a user interface can draw a form of its parameters', () => {
  const { protect, restore } = imageProtectionPlugin.operations;
  const form = (schema: typeof protect) => schema?.parametersSchema?.['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
  expect(form(protect)).toMatchObject({ additionalProperties: false, properties: {} });
  expect(form(restore)).toMatchObject({
    additionalProperties: false,
    properties: { restore_name: { type: 'string' }, reuse: { enum: ['never', 'auto'], default: 'never' } },
  });
});
