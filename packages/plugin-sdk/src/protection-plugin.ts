import { checkProtectionPlugin } from './check-protection-plugin.js';
import { apiVersion } from './definition.js';
import type { Definition } from './definition.js';
import type { EffectDefinition } from './effects.js';
import type {
  AppliesArguments,
  DeleteArguments,
  ProtectArguments,
  RestoreArguments,
  VerifyArguments,
} from './hook-arguments.js';
import type { OperationName } from './hook.js';
import type { Operation } from './operation.js';
import type { InputOf, OutputOf, Schema } from './schema.js';
import type { Inferred } from './inferred.js';

/** How resources of one or more types are protected, restored, deleted and verified. */
export interface ProtectionPlugin extends Definition<'protection-plugin'> {
  readonly resourceTypes: readonly string[];
  readonly savedInfoSchema?: Schema;
  readonly effects?: Readonly<Record<string, EffectDefinition>>;
  readonly operations: { readonly [Name in OperationName]?: Operation<Schema, Inferred, Inferred> };
}

type KindsOf<Names extends string, Effects> = { [Name in Names]: Name extends keyof Effects ? Effects[Name] : unknown };

/**
 * Defines a protection plugin. Give it one direct literal: then parameters, config, saved info and effect kinds are
 * inferred, and a misspelt operation, hook or kind is a type error.
 * @throws KarborError `KARBOR_PLUGIN_INVALID` naming the member at fault
 */
export function defineProtectionPlugin<
  ProtectSchema extends Schema = never,
  RestoreSchema extends Schema = never,
  DeleteSchema extends Schema = never,
  VerifySchema extends Schema = never,
  ConfigSchema extends Schema = never,
  InfoSchema extends Schema = never,
  Effects = {}, // eslint-disable-line @typescript-eslint/no-empty-object-type -- the empty set of kinds, to be inferred over
  Names extends string = never,
>(definition: {
  readonly name: string;
  readonly resourceTypes: readonly [string, ...string[]];
  /** A section of the provider file, or several, merged in order. Default: the package name without its scope. */
  readonly configSection?: string | readonly string[];
  readonly configSchema?: ConfigSchema;
  /** What `saveInfo` takes. A newer one MUST accept what an older one stored. */
  readonly savedInfoSchema?: InfoSchema;
  readonly effects?: { [Name in Names]: EffectDefinition } & {
    [Name in keyof Effects]: EffectDefinition<Effects[Name], OutputOf<ConfigSchema>>;
  };
  readonly operations: {
    readonly protect?: Operation<
      ProtectSchema,
      ProtectArguments<OutputOf<ProtectSchema>, OutputOf<ConfigSchema>, KindsOf<Names, Effects>, InputOf<InfoSchema>>,
      AppliesArguments<OutputOf<ProtectSchema>, OutputOf<ConfigSchema>>
    >;
    readonly restore?: Operation<
      RestoreSchema,
      RestoreArguments<OutputOf<RestoreSchema>, OutputOf<ConfigSchema>, KindsOf<Names, Effects>, OutputOf<InfoSchema, unknown>>,
      AppliesArguments<OutputOf<RestoreSchema>, OutputOf<ConfigSchema>, OutputOf<InfoSchema, unknown>>
    >;
    readonly delete?: Operation<
      DeleteSchema,
      DeleteArguments<OutputOf<DeleteSchema>, OutputOf<ConfigSchema>, KindsOf<Names, Effects>, OutputOf<InfoSchema, unknown>>,
      AppliesArguments<OutputOf<DeleteSchema>, OutputOf<ConfigSchema>, OutputOf<InfoSchema, unknown> | undefined>
    >;
    readonly verify?: Operation<
      VerifySchema,
      VerifyArguments<OutputOf<VerifySchema>, OutputOf<ConfigSchema>, KindsOf<Names, Effects>, OutputOf<InfoSchema, unknown>>,
      AppliesArguments<OutputOf<VerifySchema>, OutputOf<ConfigSchema>, OutputOf<InfoSchema, unknown>>
    >;
  };
}): ProtectionPlugin {
  return checkProtectionPlugin(Object.freeze({ kind: 'protection-plugin', apiVersion, ...definition }));
}
