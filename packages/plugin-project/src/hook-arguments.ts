import type { CheckArguments, ProtectArguments, RestoreArguments, VerifyArguments } from '@karbor/plugin-sdk';
import type { ProtectParameters, RestoreParameters } from './parameters.js';
import type { SavedInfo } from './saved-info.js';

export type Protect = ProtectArguments<ProtectParameters, unknown, unknown, SavedInfo>;
export type Restore = RestoreArguments<RestoreParameters, unknown, unknown, SavedInfo>;
export type Verify = VerifyArguments<unknown, unknown, unknown, SavedInfo>;
export type RestoreCheck = CheckArguments<Restore>;
