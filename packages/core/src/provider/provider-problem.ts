import type { KarborError, KarborErrorCode } from '@karbor/plugin-sdk';

/** Why a provider file could not be loaded; a file may have several, in the order of its lines. */
export interface ProviderProblem {
  readonly file: string;
  /** Missing when the file does not tell it. */
  readonly providerId?: string;
  /** Names the file, and the line, section and key at fault. */
  readonly error: KarborError;
}

/** Something in a provider file that is probably a mistake and does not stop the provider. */
export interface ProviderWarning {
  readonly file: string;
  readonly providerId?: string;
  readonly code: KarborErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A provider that its file switches off. */
export interface DisabledProvider {
  readonly file: string;
  readonly id: string;
  readonly name: string;
}
