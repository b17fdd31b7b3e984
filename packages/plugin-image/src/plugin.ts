import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { configSchema, configSections } from './config.js';
import { effects } from './effects.js';
import { protectParameters, restoreParameters } from './parameters.js';
import { protectImage } from './protect/protect-image.js';
import { finishImage } from './restore/finish-image.js';
import { restoreImage } from './restore/restore-image.js';
import { savedInfoSchema } from './saved-info.js';
import { verifyImage } from './verify-image.js';

/** Protects Glance images. There is nothing outside to delete: core removes what is in the bank. */
export const imageProtectionPlugin = defineProtectionPlugin({
  name: '@karbor/plugin-image',
  resourceTypes: ['OS::Glance::Image'],
  configSection: configSections,
  configSchema,
  savedInfoSchema,
  effects,
  operations: {
    protect: {
      parametersSchema: protectParameters,
      // Its bytes do not change: servers that share it are protected at the same time.
      exclusive: false,
      whenRelatedFailed: 'run',
      onMain: protectImage,
    },
    restore: {
      parametersSchema: restoreParameters,
      whenRelatedFailed: 'run',
      onMain: restoreImage,
      onComplete: finishImage,
    },
    verify: {
      whenRelatedFailed: 'run',
      onMain: verifyImage,
    },
  },
});
