import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { configSchema, configSections } from './config.js';
import { effects } from './effects.js';
import { protectParameters, restoreParameters } from './parameters.js';
import { captureDisks } from './protect/capture-disks.js';
import { prepareServer } from './protect/prepare-server.js';
import { dropImage, storeServer } from './protect/store-server.js';
import { serverType } from './resource-types.js';
import { checkTargets, chooseTarget } from './restore/choose-target.js';
import { restoreServer } from './restore/restore-server.js';
import { uploadRootDisk } from './restore/upload-root-disk.js';
import { savedInfoSchema } from './saved-info.js';
import { verifyServer } from './verify-server.js';

/** Protects Nova servers: what they are, and the root disk of those that were booted from an image. */
export const serverProtectionPlugin = defineProtectionPlugin({
  name: '@karbor/plugin-server',
  resourceTypes: [serverType],
  configSection: configSections,
  configSchema,
  savedInfoSchema,
  effects,
  operations: {
    protect: {
      parametersSchema: protectParameters,
      onPrepareBegin: prepareServer,
      onPrepareFinish: captureDisks,
      onMain: storeServer,
      onComplete: dropImage,
    },
    restore: {
      parametersSchema: restoreParameters,
      check: checkTargets,
      onPrepareBegin: chooseTarget,
      onMain: uploadRootDisk,
      onComplete: restoreServer,
    },
    // A server leaves nothing outside the bank.
    delete: {},
    verify: { onMain: verifyServer },
  },
});
