import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Call } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Cloud } from './cloud.js';

/** What an administrator has set; the defaults are shown, but not enforced. */
export const enforcedQuota = (cloud: Cloud, service: string, projectId: string, name: string): number => {
  const limit = cloud.tables.quotas.get(`${service}#${projectId}`)?.values[name] ?? -1;
  return limit < 0 ? Infinity : limit;
};

export const quotasOf = (
  cloud: Cloud,
  service: string,
  projectId: string,
  defaults: Readonly<Record<string, number>>,
): Record<string, number> => ({
  ...defaults,
  ...cloud.tables.quotas.get(`${service}#${projectId}`)?.values,
});

/** Reads `{ [name]: { key: number, … } }`; keys that the service does not have are a Problem 400. */
export const updateQuotas = async (
  cloud: Cloud,
  call: Call,
  name: string,
  projectId: string,
  defaults: Readonly<Record<string, number>>,
): Promise<Record<string, number>> => {
  const schema = z.object({
    [name]: z.record(z.string(), z.union([z.number().int().min(-1), z.string(), z.boolean()])),
  });
  const asked = (await readJson(call, schema))[name] ?? {};
  const values: Record<string, number> = {};
  for (const [key, value] of Object.entries(asked)) {
    if (key === 'force' || key === 'tenant_id') continue;
    if (!Object.hasOwn(defaults, key))
      throw new Problem(400, `Invalid input received: Bad key(s) in quota set: ${key}`);
    values[key] = Number(value);
  }
  const id = `${call.service}#${projectId}`;
  const before = cloud.tables.quotas.get(id)?.values ?? {};
  cloud.tables.quotas.insert({ id, values: { ...before, ...values } });
  return quotasOf(cloud, call.service, projectId, defaults);
};

export const resetQuotas = (cloud: Cloud, service: string, projectId: string): void => {
  cloud.tables.quotas.delete(`${service}#${projectId}`);
};
