import { z } from 'zod';
import type { FaultRequest } from '../api/faults.js';
import type { DiskRef, Disks } from '../api/disks.js';
import { DevcloudError } from '../api/devcloud-error.js';
import type { Inventory } from '../api/inventory.js';
import type { RequestLog, RequestMatch } from '../api/request-log.js';
import type { FaultList } from '../faults/fault-list.js';
import { readBytes, readJson } from '../http/body.js';
import { type Answer, type Call, header } from '../http/call.js';
import { Problem } from '../http/problem.js';
import { rangeOf } from '../http/range.js';
import { type Parameters, Router } from '../http/router.js';
import type { Service } from '../http/service.js';

const service = z.enum(['identity', 'image', 'volume', 'compute', 'network', 'object-store']);

const faultBody = z.object({
  service: service.optional(),
  method: z.string().optional(),
  path: z.string().optional(),
  nth: z.number().optional(),
  count: z.union([z.number(), z.literal('forever')]).optional(),
  effect: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('latency'), milliseconds: z.number() }),
    z.object({
      kind: z.literal('status'),
      status: z.number(),
      message: z.string().optional(),
      headers: z.record(z.string(), z.string()).optional(),
    }),
    z.object({
      kind: z.literal('drop'),
      when: z.enum(['before', 'after', 'during']),
      afterBytes: z.number().optional(),
    }),
    z.object({ kind: z.literal('hang') }),
    z.object({ kind: z.literal('error-state') }),
  ]),
});

export interface AdminParts {
  readonly faults: FaultList;
  readonly requests: RequestLog;
  readonly disks: Disks;
  readonly inventory: (projectId?: string) => Inventory;
  readonly settled: () => Promise<void>;
  readonly cloudsYaml: () => string;
}

const statuses = { GUEST_FROZEN: 409, OUT_OF_RANGE: 400, NOT_FOUND: 404, SEED_FAILED: 500 } as const;

const translated = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DevcloudError) throw new Problem(statuses[error.code], error.message, { type: error.code });
    if (error instanceof RangeError) throw new Problem(400, error.message);
    throw error;
  }
};

const diskOf = ({ kind = '', id = '' }: Parameters): DiskRef => {
  if (kind === 'volumes') return { volumeId: id };
  if (kind === 'servers') return { serverId: id };
  throw new Problem(404, `Disks are below volumes or servers, not ${kind}.`);
};

const matchOf = (query: URLSearchParams): RequestMatch => {
  const checked = service.optional().safeParse(query.get('service') ?? undefined);
  if (!checked.success) throw new Problem(400, `There is no service ${query.get('service') ?? ''}.`);
  const [method, path] = [query.get('method'), query.get('path')];
  return {
    ...(checked.data && { service: checked.data }),
    ...(method !== null && { method }),
    ...(path !== null && { path }),
  };
};

const addDiskRoutes = (router: Router<Call>, disks: Disks): void => {
  const path = '/disks/:kind/:id';
  router
    .on('PUT', path, (call, parameters) =>
      translated(async () => {
        await disks.write(diskOf(parameters), Number(call.query.get('offset') ?? 0), await readBytes(call));
        return { status: 204 };
      }),
    )
    .on('GET', path, (call, parameters) =>
      translated(async () => {
        const size = await disks.size(diskOf(parameters));
        const range = rangeOf(header(call, 'range'), size) ?? { start: 0, end: size };
        const body = await disks.read(diskOf(parameters), range.start, range.end - range.start);
        return {
          status: body.length === size ? 200 : 206,
          headers: { 'Content-Type': 'application/octet-stream' },
          body,
        };
      }),
    )
    .on('GET', `${path}/hash`, (_call, parameters) =>
      translated(async () => {
        const disk = diskOf(parameters);
        return { status: 200, body: { sha256: await disks.hash(disk), size: await disks.size(disk) } };
      }),
    );
};

/** `/devcloud/`: what the tool itself offers to another process. No token is asked for. */
export const createAdmin = ({ faults, requests, disks, inventory, settled, cloudsYaml }: AdminParts): Service => {
  const json = (body: object): Answer => ({ status: 200, body });
  const router = new Router<Call>()
    .on('GET', '/faults', () => json({ faults: faults.list() }))
    .on('POST', '/faults', (call) =>
      translated(async () => ({
        status: 201,
        body: { fault: faults.add((await readJson(call, faultBody)) as FaultRequest) },
      })),
    )
    .on('DELETE', '/faults', () => {
      faults.clear();
      return { status: 204 };
    })
    .on('DELETE', '/faults/:id', (_call, { id = '' }) => {
      faults.remove(id);
      return { status: 204 };
    })
    .on('GET', '/requests', (call) => json({ total: requests.total, requests: requests.list(matchOf(call.query)) }))
    .on('DELETE', '/requests', () => {
      requests.clear();
      return { status: 204 };
    })
    .on('GET', '/inventory', (call) => json(inventory(call.query.get('project_id') ?? undefined)))
    .on('GET', '/clouds.yaml', () => ({
      status: 200,
      headers: { 'Content-Type': 'application/yaml' },
      body: cloudsYaml(),
    }))
    .on('POST', '/settled', async () => {
      await settled();
      return { status: 204 };
    });
  addDiskRoutes(router, disks);
  return {
    name: 'devcloud',
    prefix: '/devcloud',
    handle: (call) => router.handle(call),
    answerTo: ({ status, message, details }) => ({
      status,
      body: { error: { code: details.type ?? 'BAD_REQUEST', message } },
    }),
    headers: () => ({}),
  };
};
