import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Context, DependentsQuery, Protectable, Resource, ResourceReference, Resources } from '@karbor/plugin-sdk';
import type { Configured } from '../provider/loaded-provider.js';
import { checkResource } from './check-resource.js';

type KeysOf = Parameters<DependentsQuery<unknown>['index']>[0];
type Index = ReadonlyMap<string, readonly Resource[]>;

/** What one operation asks one protectable; each list, index and single resource is asked for once. */
export class ProtectableQueries {
  readonly #definition: Protectable;
  readonly #query: { readonly context: Context; readonly config: unknown; readonly signal: AbortSignal };
  #all: Promise<readonly Resource[]> | undefined;
  readonly #indexes = new Map<string, Promise<Index>>();
  readonly #shown = new Map<string, Promise<Resource | undefined>>();

  constructor({ definition, config }: Configured<Protectable>, context: Context, signal: AbortSignal) {
    this.#definition = definition;
    this.#query = { context, config, signal };
  }

  /** All that there are of this type. @throws KarborError `KARBOR_PROTECTABLE_FAILED` */
  all(): Promise<readonly Resource[]> {
    return (this.#all ??= this.#ask('list', () => this.#collect(this.#definition.list(this.#query))));
  }

  /** One of this type. @throws KarborError `KARBOR_PROTECTABLE_FAILED` */
  show(id: string): Promise<Resource | undefined> {
    const known = this.#shown.get(id);
    if (known) return known;
    const shown = this.#ask(`show "${id}" of`, async () => {
      const resource = await this.#definition.show(id, this.#query);
      return resource && this.#checked(resource);
    });
    this.#shown.set(id, shown);
    return shown;
  }

  /** Those of this type that depend on `parent`. @throws KarborError `KARBOR_PROTECTABLE_FAILED` */
  dependents(parent: Resource): Promise<readonly Resource[]> {
    const { dependents } = this.#definition;
    if (!dependents) return Promise.resolve([]);
    const query = {
      ...this.#query,
      all: () => this.all(),
      show: (id: string) => this.show(id),
      index: (keysOf: KeysOf, name = '') => this.#index(parent.type, name, keysOf),
    };
    return this.#ask(`list the dependents of ${resourceKey(parent)} among`, () => this.#collect(dependents(parent, query)));
  }

  #index(parentType: string, name: string, keysOf: KeysOf): Promise<Index> {
    const key = `${parentType}#${name}`;
    const known = this.#indexes.get(key);
    if (known) return known;
    const index = this.all().then((resources) => indexBy(resources, keysOf));
    this.#indexes.set(key, index);
    return index;
  }

  async #collect(resources: Resources): Promise<readonly Resource[]> {
    const found: Resource[] = [];
    const add = (resource: Resource) => void found.push(this.#checked(resource));
    if (Symbol.asyncIterator in resources) for await (const resource of resources) add(resource);
    else for (const resource of await resources) add(resource);
    return found;
  }

  #checked(resource: Resource): Resource {
    return checkResource(resource, this.#definition);
  }

  /** A service that fails makes the operation fail: a backup must never silently lack resources. */
  async #ask<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> {
    const { signal } = this.#query;
    signal.throwIfAborted();
    try {
      return await ask();
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof KarborError) throw cause;
      const { resourceType, name } = this.#definition;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new KarborError('KARBOR_PROTECTABLE_FAILED', `Cannot ${what} ${resourceType} (${name}): ${reason}`, {
        cause,
        details: { resourceType, protectable: name },
      });
    }
  }
}

function indexBy(resources: readonly Resource[], keysOf: KeysOf): Index {
  const index = new Map<string, Resource[]>();
  for (const resource of resources) {
    const keys = keysOf(resource) ?? [];
    for (const key of typeof keys === 'string' ? [keys] : keys) {
      const list = index.get(key);
      if (list) list.push(resource);
      else index.set(key, [resource]);
    }
  }
  return index;
}

/** Gives queries of all protectables of a provider. */
export function queriesByType(
  protectables: ReadonlyMap<string, Configured<Protectable>>,
  context: Context,
  signal: AbortSignal,
): (reference: Pick<ResourceReference, 'type'>) => ProtectableQueries {
  const queries = new Map([...protectables].map(([type, one]) => [type, new ProtectableQueries(one, context, signal)]));
  return ({ type }) => {
    const known = queries.get(type);
    if (known) return known;
    throw new KarborError(
      'KARBOR_RESOURCE_TYPE_UNKNOWN',
      `This provider knows no resources of type ${type}; it knows ${[...queries.keys()].join(', ') || 'none'}.`,
      { details: { type } },
    );
  };
}
