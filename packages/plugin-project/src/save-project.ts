import { sessionFrom } from '@karbor/openstack';
import type { Protect } from './hook-arguments.js';
import { readQuotas } from './quotas.js';

/** Saves what the project is; it has no data of its own. */
export async function saveProject({ resource, context, saveInfo, signal, log }: Protect): Promise<void> {
  const session = sessionFrom(context.auth);
  const { id, name, domain_id, description, enabled, tags } = await session.identity.showProject(resource.id, { signal });
  const quotas = await readQuotas(session, id, { signal, log });
  saveInfo({ id, name, domainId: domain_id, description: description ?? '', enabled, tags: [...tags], quotas });
}
