import type { Answer, Call } from '../http/call.js';
import { pageOf, sortedBy } from '../http/page.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { textOf } from '../http/text-of.js';
import type { ScopedToken } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';

export interface NeutronCall extends Call {
  readonly token: ScopedToken;
}

interface Listed {
  readonly id: string;
  tags: string[];
}

/** One kind of thing that Neutron lists, shows and deletes, with what sets it apart. */
export interface Resource<T extends Listed> {
  readonly singular: string;
  /** As in the path, such as `security-groups`. */
  readonly path: string;
  readonly all: () => readonly T[];
  readonly isVisible: (record: T, token: ScopedToken) => boolean;
  readonly isOwn: (record: T, token: ScopedToken) => boolean;
  readonly notFound: (id: string) => Problem;
  readonly view: (record: T) => Record<string, unknown>;
  readonly save: (record: T, changes: { tags: string[] }) => void;
  /** Throws a Problem when something still needs it. */
  readonly remove: (record: T) => void;
}

const control = new Set(['limit', 'marker', 'sort_key', 'sort_dir', 'page_reverse', 'fields']);

const fixedIpFits = (actual: readonly object[], wanted: string): boolean => {
  const [key = '', value = ''] = wanted.split('=', 2);
  return actual.some((address) => (address as Record<string, unknown>)[key] === value);
};

const fits = (view: Readonly<Record<string, unknown>>, key: string, wanted: readonly string[]): boolean => {
  const actual = view[key];
  if (key === 'fixed_ips') return wanted.every((one) => fixedIpFits(actual as readonly object[], one));
  if (key === 'tags')
    return wanted.every((one) => one.split(',').every((tag) => (actual as readonly string[]).includes(tag)));
  if (Array.isArray(actual)) return wanted.some((one) => (actual as unknown[]).includes(one));
  return wanted.some((one) => textOf(actual).toLowerCase() === one.toLowerCase());
};

const selected = (view: Record<string, unknown>, fields: readonly string[]): object =>
  fields.length === 0 ? view : Object.fromEntries(Object.entries(view).filter(([key]) => fields.includes(key)));

const list = <T extends Listed>(cloud: Cloud, call: NeutronCall, resource: Resource<T>): Answer => {
  const { query } = call;
  const keys = [...new Set(query.keys())].filter((key) => !control.has(key));
  const views = resource
    .all()
    .filter((record) => resource.isVisible(record, call.token))
    .map((record) => resource.view(record) as Record<string, unknown> & { id: string })
    .filter((view) => keys.every((key) => fits(view, key, query.getAll(key))));
  const ordered = query.has('sort_key') ? sortedBy(views, query, (view, key) => view[key]) : views;
  const page = pageOf(ordered, query, 404);
  const name = resource.path.replaceAll('-', '_');
  const href = `${cloud.url}/network/v2.0/${resource.path}?${page.next ?? ''}`;
  return {
    status: 200,
    body: {
      [name]: page.items.map((view) => selected(view, query.getAll('fields'))),
      ...(page.next !== undefined && { [`${name}_links`]: [{ rel: 'next', href }] }),
    },
  };
};

export const visible = <T extends Listed>(resource: Resource<T>, call: NeutronCall, id: string): T => {
  const record = resource.all().find((one) => one.id === id);
  if (record === undefined || !resource.isVisible(record, call.token)) throw resource.notFound(id);
  return record;
};

/** What one may see but another project owns is as absent to changes. */
export const own = <T extends Listed>(resource: Resource<T>, call: NeutronCall, id: string): T => {
  const record = visible(resource, call, id);
  if (!resource.isOwn(record, call.token))
    throw new Problem(403, `(rule:update_${resource.singular} and rule:owner) is disallowed by policy`, {
      type: 'PolicyNotAuthorized',
    });
  return record;
};

export const addResourceRoutes = <T extends Listed>(
  router: Router<NeutronCall>,
  cloud: Cloud,
  resource: Resource<T>,
): void => {
  const path = `/v2.0/${resource.path}`;
  router
    .on('GET', path, (call) => list(cloud, call, resource))
    .on('GET', `${path}/:id`, (call, { id = '' }) => ({
      status: 200,
      body: { [resource.singular]: selected(resource.view(visible(resource, call, id)), call.query.getAll('fields')) },
    }))
    .on('DELETE', `${path}/:id`, (call, { id = '' }) => {
      resource.remove(own(resource, call, id));
      return { status: 204 };
    })
    .on('GET', `${path}/:id/tags`, (call, { id = '' }) => ({
      status: 200,
      body: { tags: visible(resource, call, id).tags },
    }))
    .on('PUT', `${path}/:id/tags/:tag`, (call, { id = '', tag = '' }) => {
      const record = own(resource, call, id);
      resource.save(record, { tags: [...new Set([...record.tags, tag])] });
      return { status: 201 };
    })
    .on('DELETE', `${path}/:id/tags/:tag`, (call, { id = '', tag = '' }) => {
      const record = own(resource, call, id);
      resource.save(record, { tags: record.tags.filter((one) => one !== tag) });
      return { status: 204 };
    });
};
