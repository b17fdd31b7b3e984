import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { configSchema, configSections } from './config.js';
import { refuseNeededBackups } from './delete/refuse-needed-backup.js';
import { removeCopy } from './delete/remove-copy.js';
import { effects } from './effects.js';
import { snapshotGroup } from './group-snapshot/snapshot-group.js';
import { protectParameters, restoreParameters } from './parameters.js';
import { checkVolume } from './protect/check-volume.js';
import { volumeGroupOf } from './protectable.js';
import { copyData, dropSnapshot } from './protect/copy-data.js';
import { takeSnapshot } from './protect/take-snapshot.js';
import { volumeType } from './resource-types.js';
import { checkTargets, chooseTarget } from './restore/choose-target.js';
import { finishVolume } from './restore/finish-volume.js';
import { restoreData } from './restore/restore-data.js';
import { savedInfoSchema } from './saved-info.js';
import { verifyCopy } from './verify-copy.js';

/** Protects Cinder volumes, into the bank, to Cinder backup, or in snapshots. */
export const volumeProtectionPlugin = defineProtectionPlugin({
  name: '@karbor/plugin-volume',
  resourceTypes: [volumeType],
  configSection: configSections,
  configSchema,
  savedInfoSchema,
  effects,
  operations: {
    protect: {
      parametersSchema: protectParameters,
      whenRelatedFailed: 'run',
      onPrepareBegin: checkVolume,
      onPrepareFinish: takeSnapshot,
      onMain: copyData,
      onComplete: dropSnapshot,
      group: { key: volumeGroupOf, hooks: { onPrepareFinish: snapshotGroup } },
    },
    restore: {
      parametersSchema: restoreParameters,
      whenRelatedFailed: 'run',
      check: checkTargets,
      onPrepareBegin: chooseTarget,
      onMain: restoreData,
      onComplete: finishVolume,
    },
    delete: {
      whenRelatedFailed: 'run',
      applies: ({ savedInfo }) => savedInfo !== undefined && savedInfo.copy.mode !== 'image',
      check: refuseNeededBackups,
      onMain: removeCopy,
    },
    verify: {
      whenRelatedFailed: 'run',
      onMain: verifyCopy,
    },
  },
});
