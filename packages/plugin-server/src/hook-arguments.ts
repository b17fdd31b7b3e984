import type { CheckArguments, ProtectArguments, RestoreArguments, VerifyArguments } from '@karbor/plugin-sdk';
import type { ServerConfig } from './config.js';
import type { ServerEffects } from './effects.js';
import type { ProtectParameters, RestoreParameters } from './parameters.js';
import type { SavedInfo } from './saved-info.js';

export type Protect = ProtectArguments<ProtectParameters, ServerConfig, ServerEffects, SavedInfo>;
export type Restore = RestoreArguments<RestoreParameters, ServerConfig, ServerEffects, SavedInfo>;
export type Verify = VerifyArguments<unknown, ServerConfig, ServerEffects, SavedInfo>;

export type RestoreCheck = CheckArguments<Restore>;
/** What is known of a server before its restore exists. */
export type RestoreQuestion = Omit<RestoreCheck, 'members'> & RestoreCheck['members'][number];
