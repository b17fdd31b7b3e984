import { checkProtectable } from './check-protectable.js';
import type { Context } from './context.js';
import { apiVersion } from './definition.js';
import type { Definition } from './definition.js';
import type { Resource } from './resource.js';
import type { OutputOf, Schema } from './schema.js';
import type { Inferred } from './inferred.js';

/** What a protectable is asked with. */
export interface ProtectableQuery<Config> {
  readonly context: Context;
  /** The protectable's sections of the provider file, as its `configSchema` gives them. */
  readonly config: Config;
  readonly signal: AbortSignal;
}

/** What `dependents` is asked with; everything here asks the service once per operation. */
export interface DependentsQuery<Config> extends ProtectableQuery<Config> {
  /** All that `list` gives. */
  readonly all: () => Promise<readonly Resource[]>;
  /**
   * All that `list` gives, by key. Made once per operation, type of parent and `name`, so `keysOf` MUST NOT depend on
   * the one parent that is asked for.
   */
  readonly index: (
    keysOf: (resource: Resource) => string | readonly string[] | undefined,
    name?: string,
  ) => Promise<ReadonlyMap<string, readonly Resource[]>>;
  /** What `show` gives, asked once per id. */
  readonly show: (id: string) => Promise<Resource | undefined>;
}

/** Some resources: a promise of an array, or an async iterable when there may be many. */
export type Resources = Promise<readonly Resource[]> | AsyncIterable<Resource>;

interface ProtectableMembers<Config> {
  readonly resourceType: string;
  /** The types of resources that those of this type may depend on. */
  readonly parentTypes: readonly string[];
  /** All of this type that the context may protect. A service that fails MUST make it fail, never shorten it. */
  readonly list: (query: ProtectableQuery<Config>) => Resources;
  /** One of this type; `undefined` when it is not there or not this context's. */
  readonly show: (id: string, query: ProtectableQuery<Config>) => Promise<Resource | undefined>;
  /** Those of this type that depend on `parent`. Default: none. */
  readonly dependents?: (parent: Resource, query: DependentsQuery<Config>) => Resources;
}

/** How resources of one type are found. */
export interface Protectable extends Definition<'protectable'>, ProtectableMembers<Inferred> {}

/**
 * Defines how resources of one type are found.
 * @throws KarborError `KARBOR_PLUGIN_INVALID` naming the member at fault
 */
export function defineProtectable<ConfigSchema extends Schema = never>(
  definition: {
    readonly name: string;
    readonly configSection?: string | readonly string[];
    readonly configSchema?: ConfigSchema;
  } & ProtectableMembers<OutputOf<ConfigSchema>>,
): Protectable {
  return checkProtectable(Object.freeze({ kind: 'protectable', apiVersion, ...definition }));
}
