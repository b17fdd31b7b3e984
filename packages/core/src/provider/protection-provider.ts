import type { Context, OperationName, Resource, ResourceReference } from '@karbor/plugin-sdk';
import type { CheckpointQuery, CheckpointSummary, Checkpoint } from '../checkpoint/checkpoint.js';
import type { TaskFlow } from '../flow/task-flow.js';

/** Parameters by `type` and by `type#id`; members of the second win over members of the first. */
export type ParametersByResource = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What to protect. */
export interface Plan {
  /** By which its checkpoints are listed. Default: the name. */
  readonly id?: string;
  readonly name: string;
  /** The roots: their dependents are protected with them. */
  readonly resources: readonly (ResourceReference & { readonly name?: string })[];
  readonly parameters?: ParametersByResource;
}

/** Which checkpoint, and how. */
export interface CheckpointRequest {
  readonly checkpointId: string;
  readonly parameters?: ParametersByResource;
}

/** With `resources`, only these and their dependents. */
export interface PartialRequest extends CheckpointRequest {
  readonly resources?: readonly ResourceReference[];
}

/** `cancel`: delete also when it says `protecting`, because whoever wrote it is gone. */
export interface DeleteRequest extends CheckpointRequest {
  readonly cancel?: boolean;
}

/** JSON Schemas of the input of one resource type, for forms. Missing where the plugin has none. */
export interface ResourceTypeSchemas {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly restore?: Readonly<Record<string, unknown>>;
  readonly delete?: Readonly<Record<string, unknown>>;
  readonly verify?: Readonly<Record<string, unknown>>;
  readonly savedInfo?: Readonly<Record<string, unknown>>;
}

/** A plugin or bank as it was loaded. */
export interface LoadedModule {
  /** As the provider file names it. */
  readonly module: string;
  /** The definition's own name. */
  readonly name: string;
  /** The version of its npm package. */
  readonly version: string;
}

export interface LoadedPlugin extends LoadedModule {
  readonly resourceTypes: readonly string[];
  /** Those that the plugin implements; core verifies and deletes without it. */
  readonly operations: readonly OperationName[];
}

/** How the resources of this provider's types are found. */
export interface ProviderProtectables {
  types(): readonly { readonly type: string; readonly parentTypes: readonly string[] }[];
  /** @throws KarborError `KARBOR_RESOURCE_TYPE_UNKNOWN` */
  list(type: string, context: Context, signal?: AbortSignal): Promise<readonly Resource[]>;
  /** @throws KarborError `KARBOR_RESOURCE_TYPE_UNKNOWN`, `KARBOR_RESOURCE_NOT_FOUND` */
  show(resource: ResourceReference, context: Context, signal?: AbortSignal): Promise<Resource>;
  /** Direct dependents of a resource. */
  dependents(resource: ResourceReference, context: Context, signal?: AbortSignal): Promise<readonly Resource[]>;
}

/** The checkpoints that this provider wrote, of the context's project. */
export interface ProviderCheckpoints {
  list(context: Context, query?: CheckpointQuery): AsyncIterable<CheckpointSummary>;
  /** @throws KarborError `KARBOR_CHECKPOINT_NOT_FOUND`, `KARBOR_CHECKPOINT_CORRUPT` */
  show(context: Context, id: string): Promise<Checkpoint>;
}

/** One provider file come alive: a bank, and the plugin of each resource type. */
export interface ProtectionProvider {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The path of its file. */
  readonly file: string;
  readonly bank: LoadedModule;
  readonly plugins: readonly LoadedPlugin[];
  readonly protectables: ProviderProtectables;
  readonly checkpoints: ProviderCheckpoints;
  /** JSON Schemas (of the input) by resource type. */
  schemas(): Readonly<Record<string, ResourceTypeSchemas>>;
  /** Walks the live graph. @throws KarborError before anything is written when something about it is wrong */
  protect(plan: Plan, context: Context, options?: { readonly signal?: AbortSignal }): Promise<TaskFlow>;
  restore(request: PartialRequest, context: Context): Promise<TaskFlow>;
  delete(request: DeleteRequest, context: Context): Promise<TaskFlow>;
  verify(request: PartialRequest, context: Context): Promise<TaskFlow>;
  /** Closes the bank. Nothing may be called afterwards. */
  close(): Promise<void>;
}
