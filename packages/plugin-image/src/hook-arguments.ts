import type { ProtectArguments, RestoreArguments, VerifyArguments } from '@karbor/plugin-sdk';
import type { ImageConfig } from './config.js';
import type { ImageEffects } from './effects.js';
import type { RestoreParameters } from './parameters.js';
import type { SavedInfo } from './saved-info.js';

export type Protect = ProtectArguments<unknown, ImageConfig, ImageEffects, SavedInfo>;
export type Restore = RestoreArguments<RestoreParameters, ImageConfig, ImageEffects, SavedInfo>;
export type Verify = VerifyArguments<unknown, ImageConfig, ImageEffects, SavedInfo>;
