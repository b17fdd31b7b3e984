import type { Context } from './context.js';
import type { Effects } from './effects.js';
import type { JsonObject } from './json.js';
import type { Logger } from './logger.js';
import type { Resource, ResourceReference } from './resource.js';
import type { DeleteSection, ReadSection, WriteSection } from './section.js';

/** The place of resources in an operation. */
export interface GraphView {
  /** The resources that depend on this one. */
  children(resource: ResourceReference): readonly Resource[];
  /** The resources that this one depends on. */
  parents(resource: ResourceReference): readonly Resource[];
}

/** The checkpoint that an operation writes or reads. */
export interface CheckpointView {
  readonly id: string;
  /** The same for all resources and in all operations, also when they are resumed or done again. */
  readonly createdAt: Date;
  readonly graph: GraphView;
}

/** What became of resources in a restore. */
export interface Mapping {
  /** The new id of a resource that was restored; `undefined` when it was not, or its hook has not ended. */
  get(type: string, oldId: string): string | undefined;
  /** Says what this resource has become. Others see it after this hook has ended. */
  set(newId: string): void;
}

/** What a hook of any operation is called with. */
export interface HookArguments<Parameters, Config, Kinds, Section> {
  readonly checkpoint: CheckpointView;
  readonly context: Context;
  readonly resource: Resource;
  /** As the operation's `parametersSchema` gives them. */
  readonly parameters: Parameters;
  /** The plugin's sections of the provider file, as its `configSchema` gives them. */
  readonly config: Config;
  readonly section: Section;
  /** Plain JSON, one per resource and operation, kept from hook to hook. The only memory a hook may rely on. */
  readonly state: JsonObject;
  readonly effects: Effects<Kinds>;
  /** Aborted when the operation is cancelled or has failed: end soon. */
  readonly signal: AbortSignal;
  /**
   * Under `on_failure = continue`, and only where the operation says `whenRelatedFailed: 'run'`: the resources that this
   * one waited for and that have failed. Else empty.
   */
  readonly failed: readonly RelatedFailure[];
  readonly log: Logger;
}

/** A resource that has failed in an operation that goes on without it. */
export interface RelatedFailure {
  readonly resource: Resource;
  readonly error: Error;
}

export type ProtectArguments<Parameters, Config, Kinds, Info> = HookArguments<Parameters, Config, Kinds, WriteSection> & {
  /** Stores what the plugin must know later. JSON, checked against `savedInfoSchema`. The last call counts. */
  readonly saveInfo: (info: Info) => void;
};
export type RestoreArguments<Parameters, Config, Kinds, Info> = HookArguments<Parameters, Config, Kinds, ReadSection> & {
  readonly savedInfo: Info;
  readonly mapping: Mapping;
};
/** In delete `savedInfo` is perhaps `undefined`: a protect that failed can be deleted too. */
export type DeleteArguments<Parameters, Config, Kinds, Info> = HookArguments<Parameters, Config, Kinds, DeleteSection> & {
  readonly savedInfo: Info | undefined;
};
export type VerifyArguments<Parameters, Config, Kinds, Info> = HookArguments<Parameters, Config, Kinds, ReadSection> & {
  readonly savedInfo: Info;
};

type SharedArgument = 'checkpoint' | 'context' | 'config' | 'signal' | 'log';

/** What a hook of a group is called with: what is shared, and each member with its own. */
export type GroupArguments<Arguments extends Record<SharedArgument, unknown>> = Pick<Arguments, SharedArgument> & {
  readonly key: string;
  readonly members: readonly Omit<Arguments, SharedArgument>[];
  /** Effects of the group as a whole. They belong to its first member. */
  readonly effects: Arguments extends { effects: infer E } ? E : never;
};

/** What exists only while an operation runs. */
type RunningArgument = 'section' | 'state' | 'effects' | 'mapping' | 'saveInfo' | 'failed';

/** What `check` decides by: what is shared, and what is known of each resource. */
export type CheckArguments<Arguments extends Record<SharedArgument, unknown>> = Pick<Arguments, SharedArgument> & {
  readonly members: readonly Omit<Arguments, SharedArgument | RunningArgument>[];
};

/** What `applies` decides by. */
export interface AppliesArguments<Parameters, Config, Info = undefined> {
  readonly resource: Resource;
  readonly parameters: Parameters;
  readonly config: Config;
  readonly graph: GraphView;
  readonly savedInfo: Info;
}
