import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Answer } from '../http/call.js';
import { pageOf, sortedBy } from '../http/page.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import type { NovaCall } from './nova-call.js';
import type { ServerRecord } from './records.js';
import { createServer, serverCreation } from './server-creation.js';
import { deleteServer } from './server-deletion.js';
import { findServer, portsOf, requireUnlocked, setServer } from './servers.js';
import { statusOf } from './status.js';
import { addressesOf, linksOf, serverView } from './view.js';

const update = z.object({
  server: z.object({
    name: z.string().min(1).max(255).optional(),
    description: z.string().max(255).nullable().optional(),
  }),
});

const regular = (source: string): RegExp => {
  try {
    return new RegExp(source);
  } catch {
    throw new Problem(400, `Invalid filter: ${source} is not a regular expression.`);
  }
};

const filters: Readonly<Record<string, (server: ServerRecord, wanted: string, cloud: Cloud) => boolean>> = {
  name: ({ name }, wanted) => regular(wanted).test(name),
  status: (server, wanted) => statusOf(server) === wanted.toUpperCase(),
  image: ({ imageId }, wanted) => imageId === wanted,
  flavor: ({ flavorId }, wanted) => flavorId === wanted,
  key_name: ({ keyName }, wanted) => keyName === wanted,
  user_id: ({ userId }, wanted) => userId === wanted,
  tags: ({ tags }, wanted) => wanted.split(',').every((tag) => tags.includes(tag)),
  'tags-any': ({ tags }, wanted) => wanted.split(',').some((tag) => tags.includes(tag)),
  'changes-since': ({ updatedAt }, wanted) => updatedAt >= Date.parse(wanted),
  ip: ({ id }, wanted, cloud) =>
    portsOf(cloud, id).some(({ fixedIps }) =>
      fixedIps.some(({ ip_address: address }) => regular(wanted).test(address)),
    ),
};

const sortValue = (server: ServerRecord, key: string): unknown =>
  ({
    created_at: server.createdAt,
    updated_at: server.updatedAt,
    display_name: server.name,
    uuid: server.id,
    vm_state: server.vmState,
  })[key] ?? '';

const list = (cloud: Cloud, call: NovaCall, path: string, view: (server: ServerRecord) => object): Answer => {
  const { query } = call;
  const all = query.get('all_tenants');
  const everyone = isAdmin(call.token) && all !== null && !/^(0|false)$/i.test(all);
  const owner = everyone ? query.get('project_id') : call.token.projectId;
  const found = cloud.tables.servers
    .filter(({ projectId }) => owner === null || projectId === owner)
    .filter((server) => [...query].every(([key, wanted]) => filters[key]?.(server, wanted, cloud) ?? true));
  const page = pageOf(sortedBy(found, query, sortValue), query);
  const links =
    page.next === undefined
      ? {}
      : { servers_links: [{ rel: 'next', href: `${cloud.url}/compute/v2.1/${path}?${page.next}` }] };
  return { status: 200, body: { servers: page.items.map(view), ...links } };
};

const create = async (cloud: Cloud, call: NovaCall): Promise<Answer> => {
  const body = await readJson(call, serverCreation);
  const server = createServer(cloud, call, body.server, body['os:scheduler_hints']?.group);
  return {
    status: 202,
    headers: { Location: `${cloud.url}/compute/v2.1/servers/${server.id}` },
    body: {
      server: {
        id: server.id,
        links: linksOf(cloud, 'servers', server.id),
        'OS-DCF:diskConfig': 'MANUAL',
        security_groups: body.server.security_groups ?? [{ name: 'default' }],
        adminPass: randomBytes(9).toString('base64url'),
      },
    },
  };
};

export const addServerRoutes = (router: Router<NovaCall>, cloud: Cloud): void => {
  router
    .on('POST', '/servers', (call) => create(cloud, call))
    .on('GET', '/servers', (call) =>
      list(cloud, call, 'servers', ({ id, name }) => ({ id, name, links: linksOf(cloud, 'servers', id) })),
    )
    .on('GET', '/servers/detail', (call) =>
      list(cloud, call, 'servers/detail', (server) => serverView(cloud, call, server)),
    )
    .on('GET', '/servers/:id', (call, { id = '' }) => {
      const server = findServer(cloud, call.token, id);
      const groups =
        call.minor >= 71 ? { server_groups: server.serverGroupId === null ? [] : [server.serverGroupId] } : {};
      return { status: 200, body: { server: { ...serverView(cloud, call, server), ...groups } } };
    })
    .on('PUT', '/servers/:id', async (call, { id = '' }) => {
      const server = findServer(cloud, call.token, id);
      const { server: asked } = await readJson(call, update);
      setServer(cloud, server, {
        ...(asked.name !== undefined && { name: asked.name }),
        ...(call.minor >= 19 && asked.description !== undefined && { description: asked.description }),
      });
      return { status: 200, body: { server: serverView(cloud, call, server) } };
    })
    .on('DELETE', '/servers/:id', (call, { id = '' }) => {
      const server = findServer(cloud, call.token, id);
      requireUnlocked(server, call.token);
      deleteServer(cloud, call, server);
      return { status: 204 };
    })
    .on('GET', '/servers/:id/ips', (call, { id = '' }) => ({
      status: 200,
      body: { addresses: addressesOf(cloud, findServer(cloud, call.token, id)) },
    }))
    .on('GET', '/servers/:id/os-security-groups', (call, { id = '' }) => {
      const ids = new Set(
        portsOf(cloud, findServer(cloud, call.token, id).id).flatMap(({ securityGroups }) => securityGroups),
      );
      const groups = cloud.tables.securityGroups.filter((group) => ids.has(group.id));
      const views = groups.map(({ id: group, name, description, projectId }) => ({
        id: group,
        name,
        description,
        tenant_id: projectId,
        rules: [],
      }));
      return { status: 200, body: { security_groups: views } };
    });
};
