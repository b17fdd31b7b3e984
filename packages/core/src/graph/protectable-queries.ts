import { isRetryable, KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Context, DependentsQuery, Protectable, ProtectableQuery, Resource } from '@karbor/plugin-sdk';
import { asError } from '../executor/as-error.js';
import type { Configured } from '../provider/loaded-provider.js';
import { checkResource } from './check-resource.js';
import { indexResources } from './index-resources.js';
import type { KeysOf, ResourceIndex } from './index-resources.js';

/** What one operation asks one protectable; each list, index and single resource is asked for once. */
export class ProtectableQueries {
  readonly definition: Protectable;
  readonly #query: ProtectableQuery<unknown>;
  #all: Promise<readonly Resource[]> | undefined;
  readonly #shown = new Map<string, Promise<Resource | undefined>>();
  readonly #checked = new WeakSet<Resource>();
  /** By type of parent. */
  readonly #dependentsQueries = new Map<string, DependentsQuery<unknown>>();

  constructor({ definition, config }: Configured<Protectable>, context: Context, signal: AbortSignal) {
    this.definition = definition;
    this.#query = { context, config, signal };
  }

  /** All that there are of this type. @throws KarborError `KARBOR_PROTECTABLE_FAILED` */
  all(): Promise<readonly Resource[]> {
    return (this.#all ??= kept(this.#ask('list', async () => this.#collect(this.definition.list(this.#query)))));
  }

  /** One of this type. @throws KarborError `KARBOR_PROTECTABLE_FAILED` */
  show(id: string): Promise<Resource | undefined> {
    const known = this.#shown.get(id);
    if (known) return known;
    const shown = kept(this.#ask(`show "${id}" of`, () => this.#show(id)));
    this.#shown.set(id, shown);
    return shown;
  }

  /** Those of this type that depend on `parent`. @throws KarborError `KARBOR_PROTECTABLE_FAILED` */
  async dependents(parent: Resource): Promise<readonly Resource[]> {
    const { definition } = this;
    if (!definition.dependents) return [];
    const query = this.#dependentsQuery(parent.type);
    const what = `find what depends on ${resourceKey(parent)} among`;
    return this.#ask(what, async () => this.#collect(definition.dependents?.(parent, query)));
  }

  #dependentsQuery(parentType: string): DependentsQuery<unknown> {
    const known = this.#dependentsQueries.get(parentType);
    if (known) return known;
    const indexes = new Map<string, Promise<ResourceIndex>>();
    const index = (keysOf: KeysOf, name = ''): Promise<ResourceIndex> => {
      const made = indexes.get(name) ?? kept(this.all().then((resources) => indexResources(resources, keysOf)));
      indexes.set(name, made);
      return made;
    };
    const query = { ...this.#query, all: () => this.all(), show: (id: string) => this.show(id), index };
    this.#dependentsQueries.set(parentType, query);
    return query;
  }

  async #show(id: string): Promise<Resource | undefined> {
    const resource = await this.definition.show(id, this.#query);
    if (resource === undefined) return undefined;
    const checked = this.#check(resource);
    if (checked.id !== id) throw new Error(`it gave ${resourceKey(checked)} instead`);
    return checked;
  }

  async #collect(resources: unknown): Promise<readonly Resource[]> {
    const found: Resource[] = [];
    if (isAsyncIterable(resources)) for await (const resource of resources) found.push(this.#check(resource));
    else for (const resource of asArray(await resources)) found.push(this.#check(resource));
    return found;
  }

  /** Dependents mostly come out of the list, and were checked there. */
  #check(resource: unknown): Resource {
    if (this.#checked.has(resource as Resource)) return resource as Resource;
    const checked = checkResource(resource, this.definition);
    this.#checked.add(checked);
    return checked;
  }

  /** A service that fails makes the operation fail: a backup must never silently lack resources. */
  async #ask<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (cause) {
      const { resourceType, name } = this.definition;
      throw new KarborError(
        'KARBOR_PROTECTABLE_FAILED',
        `Cannot ${what} ${resourceType} (${name}): ${asError(cause).message}`,
        {
          cause,
          retryable: isRetryable(cause),
          details: { resourceType, protectable: name },
        },
      );
    }
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function asArray(resources: unknown): readonly unknown[] {
  if (Array.isArray(resources)) return resources;
  throw new TypeError('it gave neither an array nor an async iterable of resources');
}

/** A promise that several may ask for, and that nobody may: its rejection is then nobody's. */
function kept<Answer>(promise: Promise<Answer>): Promise<Answer> {
  promise.catch(() => undefined);
  return promise;
}
