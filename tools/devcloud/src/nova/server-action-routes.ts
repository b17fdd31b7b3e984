import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Answer } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import { savePort } from '../neutron/ports.js';
import type { Cloud } from '../state/cloud.js';
import { createImageRequest, createServerImage } from './create-image.js';
import type { NovaCall } from './nova-call.js';
import { powerActions, runPowerAction } from './power-actions.js';
import type { ServerRecord } from './records.js';
import { deleteServer } from './server-deletion.js';
import { securityGroupIds } from './server-networks.js';
import { findServer, portsOf, setServer } from './servers.js';

const anyAction = z.record(z.string(), z.unknown());
const groupName = z.object({ name: z.string() });
const resetState = z.object({ state: z.enum(['active', 'error']) });

const parse = <T>(schema: z.ZodType<T>, value: unknown, name: string): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Problem(
    400,
    `Invalid input for field/attribute ${name}. Value: ${JSON.stringify(value)}. ${result.error.issues[0]?.message ?? ''}`,
  );
};

const setGroups = (cloud: Cloud, call: NovaCall, server: ServerRecord, name: string, add: boolean): Answer => {
  const [id = ''] = securityGroupIds(cloud, call.token, [name]);
  for (const port of portsOf(cloud, server.id)) {
    const rest = port.securityGroups.filter((one) => one !== id);
    savePort(cloud, port, { securityGroups: add ? [...rest, id] : rest });
  }
  return { status: 202 };
};

const adminOnly = (call: NovaCall, action: string): void => {
  if (!isAdmin(call.token)) throw new Problem(403, `Policy doesn't allow os_compute_api:${action} to be performed.`);
};

type Action = (cloud: Cloud, call: NovaCall, server: ServerRecord, value: unknown) => Answer | Promise<Answer>;

const otherActions: Readonly<Record<string, Action>> = {
  createImage: (cloud, call, server, value) =>
    createServerImage(cloud, call, server, parse(createImageRequest, value, 'createImage')),
  addSecurityGroup: (cloud, call, server, value) =>
    setGroups(cloud, call, server, parse(groupName, value, 'name').name, true),
  removeSecurityGroup: (cloud, call, server, value) =>
    setGroups(cloud, call, server, parse(groupName, value, 'name').name, false),
  lock: (cloud, _call, server) => {
    setServer(cloud, server, { locked: true });
    return { status: 202 };
  },
  unlock: (cloud, _call, server) => {
    setServer(cloud, server, { locked: false });
    return { status: 202 };
  },
  forceDelete: (cloud, call, server) => {
    deleteServer(cloud, call, server);
    return { status: 202 };
  },
  'os-resetState': (cloud, call, server, value) => {
    adminOnly(call, 'os-admin-actions:reset_state');
    setServer(cloud, server, { vmState: parse(resetState, value, 'state').state, taskState: null });
    return { status: 202 };
  },
};

export const addServerActionRoutes = (router: Router<NovaCall>, cloud: Cloud): void => {
  router.on('POST', '/servers/:id/action', async (call, { id = '' }) => {
    const server = findServer(cloud, call.token, id);
    const [[name, value] = ['', undefined], ...more] = Object.entries(await readJson(call, anyAction));
    const power = powerActions[name];
    if (power !== undefined && more.length === 0) return runPowerAction(cloud, call, server, power);
    const other = otherActions[name];
    if (other === undefined || more.length > 0) throw new Problem(400, `There is no such action: ${name}`);
    return other(cloud, call, server, value);
  });
};
