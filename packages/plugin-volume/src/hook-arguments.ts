import type { CheckArguments, DeleteArguments, GroupArguments, ProtectArguments, RestoreArguments, VerifyArguments } from '@karbor/plugin-sdk';
import type { VolumeConfig } from './config.js';
import type { VolumeEffects } from './effects.js';
import type { ProtectParameters, RestoreParameters } from './parameters.js';
import type { SavedInfo } from './saved-info.js';

export type Protect = ProtectArguments<ProtectParameters, VolumeConfig, VolumeEffects, SavedInfo>;
export type Restore = RestoreArguments<RestoreParameters, VolumeConfig, VolumeEffects, SavedInfo>;
export type Delete = DeleteArguments<unknown, VolumeConfig, VolumeEffects, SavedInfo>;
export type Verify = VerifyArguments<unknown, VolumeConfig, VolumeEffects, SavedInfo>;

export type ProtectGroup = GroupArguments<Protect>;
export type DeleteCheck = CheckArguments<Delete>;
export type RestoreCheck = CheckArguments<Restore>;
/** What is known of a volume before its restore exists. */
export type RestoreQuestion = Omit<RestoreCheck, 'members'> & RestoreCheck['members'][number];
