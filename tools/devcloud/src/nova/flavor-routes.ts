import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { readJson } from '../http/body.js';
import { pageOf } from '../http/page.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import type { NovaCall } from './nova-call.js';
import type { FlavorRecord } from './records.js';
import { linksOf } from './view.js';

const creation = z.object({
  flavor: z.object({
    name: z.string().min(1).max(255),
    ram: z.coerce.number().int().min(1),
    disk: z.coerce.number().int().min(0),
    vcpus: z.coerce.number().int().min(1),
    'OS-FLV-EXT-DATA:ephemeral': z.coerce.number().int().min(0).default(0),
    swap: z.coerce.number().int().min(0).default(0),
    id: z.union([z.string(), z.number()]).nullish(),
    'os-flavor-access:is_public': z.boolean().optional(),
  }),
});

export const insertFlavor = (
  cloud: Cloud,
  flavor: Pick<FlavorRecord, 'id' | 'name' | 'ram' | 'disk' | 'vcpus'> & Partial<FlavorRecord>,
): FlavorRecord => cloud.tables.flavors.insert({ ephemeral: 0, swap: 0, isPublic: true, extraSpecs: {}, ...flavor });

export const firstFlavors = [
  { id: '1', name: 'm1.nano', ram: 64, disk: 1, vcpus: 1 },
  { id: '2', name: 'm1.tiny', ram: 512, disk: 1, vcpus: 1 },
  { id: '3', name: 'm1.small', ram: 2048, disk: 20, vcpus: 1 },
  { id: '4', name: 'm1.medium', ram: 4096, disk: 40, vcpus: 2 },
] as const;

const view = (cloud: Cloud, { minor }: NovaCall, flavor: FlavorRecord): object => ({
  id: flavor.id,
  name: flavor.name,
  ram: flavor.ram,
  disk: flavor.disk,
  swap: flavor.swap > 0 || minor >= 75 ? flavor.swap : '',
  'OS-FLV-EXT-DATA:ephemeral': flavor.ephemeral,
  'OS-FLV-DISABLED:disabled': false,
  vcpus: flavor.vcpus,
  'os-flavor-access:is_public': flavor.isPublic,
  rxtx_factor: 1.0,
  links: linksOf(cloud, 'flavors', flavor.id),
  ...(minor >= 55 && { description: null }),
  ...(minor >= 61 && { extra_specs: flavor.extraSpecs }),
});

export const addFlavorRoutes = (router: Router<NovaCall>, cloud: Cloud): void => {
  const { flavors } = cloud.tables;
  const isVisible = (call: NovaCall, flavor: FlavorRecord): boolean => flavor.isPublic || isAdmin(call.token);
  const find = (call: NovaCall, id: string): FlavorRecord => {
    const flavor = flavors.get(id);
    if (flavor === undefined || !isVisible(call, flavor)) throw new Problem(404, `Flavor ${id} could not be found.`);
    return flavor;
  };
  const list = (call: NovaCall, path: string, one: (flavor: FlavorRecord) => object): object => {
    const page = pageOf(
      flavors.filter((flavor) => isVisible(call, flavor)),
      call.query,
    );
    const links =
      page.next === undefined
        ? {}
        : { flavors_links: [{ rel: 'next', href: `${cloud.url}/compute/v2.1/${path}?${page.next}` }] };
    return { flavors: page.items.map(one), ...links };
  };
  const adminOnly = (call: NovaCall, action: string): void => {
    if (!isAdmin(call.token))
      throw new Problem(403, `Policy doesn't allow os_compute_api:os-flavor-manage:${action} to be performed.`);
  };
  router
    .on('GET', '/flavors', (call) => ({
      status: 200,
      body: list(call, 'flavors', ({ id, name }) => ({
        id,
        name,
        links: linksOf(cloud, 'flavors', id),
        ...(call.minor >= 55 && { description: null }),
      })),
    }))
    .on('GET', '/flavors/detail', (call) => ({
      status: 200,
      body: list(call, 'flavors/detail', (flavor) => view(cloud, call, flavor)),
    }))
    .on('GET', '/flavors/:id', (call, { id = '' }) => ({
      status: 200,
      body: { flavor: view(cloud, call, find(call, id)) },
    }))
    .on('GET', '/flavors/:id/os-extra_specs', (call, { id = '' }) => ({
      status: 200,
      body: { extra_specs: find(call, id).extraSpecs },
    }))
    .on('POST', '/flavors', async (call) => {
      adminOnly(call, 'create');
      const { flavor: asked } = await readJson(call, creation);
      const id = asked.id == null || asked.id === 'auto' ? randomUUID() : String(asked.id);
      if (flavors.get(id) !== undefined) throw new Problem(409, `Flavor with ID ${id} already exists.`);
      if (flavors.all().some(({ name }) => name === asked.name))
        throw new Problem(409, `Flavor with name ${asked.name} already exists.`);
      const { name, ram, disk, vcpus, swap, 'OS-FLV-EXT-DATA:ephemeral': ephemeral } = asked;
      const isPublic = asked['os-flavor-access:is_public'] ?? true;
      const flavor = insertFlavor(cloud, { id, name, ram, disk, vcpus, ephemeral, swap, isPublic });
      return { status: 200, body: { flavor: view(cloud, call, flavor) } };
    })
    .on('DELETE', '/flavors/:id', (call, { id = '' }) => {
      adminOnly(call, 'delete');
      flavors.delete(find(call, id).id);
      return { status: 202 };
    });
};
