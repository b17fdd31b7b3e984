import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { checkProjects, mapProject } from './map-project.js';
import { protectParameters, restoreParameters } from './parameters.js';
import { projectType } from './resource-type.js';
import { saveProject } from './save-project.js';
import { savedInfoSchema } from './saved-info.js';
import { verifyProject } from './verify-project.js';

/** Protects Keystone projects: what they are; their servers, volumes and images are protected as such. */
export const projectProtectionPlugin = defineProtectionPlugin({
  name: '@karbor/plugin-project',
  resourceTypes: [projectType],
  savedInfoSchema,
  operations: {
    // Its quotas are read, nothing else.
    protect: { parametersSchema: protectParameters, exclusive: false, whenRelatedFailed: 'run', onMain: saveProject },
    restore: {
      parametersSchema: restoreParameters,
      whenRelatedFailed: 'run',
      check: checkProjects,
      onPrepareBegin: mapProject,
    },
    // A project leaves nothing outside the bank.
    delete: { whenRelatedFailed: 'run' },
    verify: { whenRelatedFailed: 'run', onMain: verifyProject },
  },
});
