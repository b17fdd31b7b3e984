import { defineBank } from '@karbor/plugin-sdk';
import { configSchema, configSections } from './configuration/config-schema.js';
import { openSwiftBank } from './open-swift-bank.js';

/** Keeps checkpoints in a container of OpenStack Swift. */
export default defineBank({
  name: '@karbor/bank-swift',
  configSection: configSections,
  configSchema,
  create: openSwiftBank,
});
