import { isOpenStackError } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import type { Logger } from '@karbor/plugin-sdk';
import { quotaServices } from './saved-info.js';
import type { Quotas } from './saved-info.js';

interface ReadOptions {
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** The quotas of a project, of each service that there is and that lets the user read them. Any other failure is thrown. */
export async function readQuotas(session: Session, projectId: string, { signal, log }: ReadOptions): Promise<Quotas> {
  const quotas: Quotas = {};
  for (const service of quotaServices) {
    try {
      quotas[service] = { ...(await quotasOf(session, service, projectId, signal)) };
    } catch (error) {
      if (!isOpenStackError(error, 'OPENSTACK_FORBIDDEN', 'OPENSTACK_NOT_FOUND', 'OPENSTACK_NO_ENDPOINT')) throw error;
      log.warn(`The ${service} quotas of project ${projectId} cannot be read and are not saved.`, { reason: error.message });
    }
  }
  return quotas;
}

function quotasOf(session: Session, service: (typeof quotaServices)[number], projectId: string, signal: AbortSignal) {
  switch (service) {
    case 'compute':
      return session.compute.showQuotaSet(projectId, { signal });
    case 'volume':
      return session.volume.showQuotaSet(projectId, { signal });
    case 'network':
      return session.network.showQuota(projectId, { signal });
  }
}
