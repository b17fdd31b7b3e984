import { regionName } from '../../cloud/cloud-context.js';
import type { CloudContext } from '../../cloud/cloud-context.js';
import type { CatalogEntry, Service } from '../service.js';

interface Named {
  readonly id: string;
}

/** The two ordinary projects, each with a user of its name. */
export const ordinaryProjects = ['demo', 'alt'] as const;

/** Makes the projects and users of people. */
export async function createAccounts(cloud: CloudContext): Promise<void> {
  const keystone = new Accounts(cloud);
  const [admin, adminRole, member] = await Promise.all([
    keystone.ensure('user', 'admin'),
    keystone.ensure('role', 'admin'),
    keystone.ensure('role', 'member'),
  ]);
  await keystone.ensure('project', 'service');
  await keystone.ensure('role', 'service');
  for (const name of ordinaryProjects) {
    const project = await keystone.ensure('project', name);
    const user = await keystone.ensure('user', name);
    await keystone.grant(project, user, member);
    await keystone.grant(project, admin, adminRole);
  }
}

/** Makes a service known: its user, and where it answers. */
export async function registerService(cloud: CloudContext, service: Service): Promise<void> {
  const keystone = new Accounts(cloud);
  if (service.hasUser === true) {
    const project = await keystone.ensure('project', 'service');
    const user = await keystone.ensure('user', service.name);
    for (const role of ['admin', 'service']) await keystone.grant(project, user, await keystone.ensure('role', role));
  }
  for (const entry of service.catalog?.(cloud) ?? []) await keystone.addEndpoints(entry);
}

class Accounts {
  constructor(private readonly cloud: CloudContext) {}

  readonly #url = (path: string): string => `${this.cloud.address('keystone')}/v3/${path}`;

  async ensure(kind: 'project' | 'role' | 'user', name: string): Promise<Named> {
    const { api, record } = this.cloud;
    const found = await api.get<Record<string, readonly Named[]>>(this.#url(`${kind}s?name=${name}`));
    const present = found[`${kind}s`]?.[0];
    if (present) return present;
    const body = { name, ...(kind !== 'role' && { domain_id: 'default' }), ...(kind === 'user' && { password: record.password }) };
    const made = await api.post<Record<string, Named>>(this.#url(`${kind}s`), { [kind]: body });
    return made[kind] as Named;
  }

  grant(project: Named, user: Named, role: Named): Promise<void> {
    return this.cloud.api.put(this.#url(`projects/${project.id}/users/${user.id}/roles/${role.id}`));
  }

  async addEndpoints({ name, type, url }: CatalogEntry): Promise<void> {
    const { api } = this.cloud;
    const { services } = await api.get<{ services: readonly Named[] }>(this.#url(`services?type=${type}&name=${name}`));
    // Interrupted before: what is there may lack an address.
    for (const { id } of services) await api.delete(this.#url(`services/${id}`));
    const { service } = await api.post<{ service: Named }>(this.#url('services'), { service: { name, type } });
    for (const kind of ['public', 'internal', 'admin'])
      await api.post(this.#url('endpoints'), { endpoint: { service_id: service.id, interface: kind, url, region_id: regionName } });
  }
}
