import { isOpenStackError } from '../errors.js';
import { callPersistently } from '../http/persistent-call.js';
import { readAnswer } from './answer.js';
import type { BareCaller } from './bare-caller.js';
import type { HttpSession } from './http-session.js';
import { compareMicroversions, highestMicroversion } from './microversion.js';
import { unversioned } from './service-catalog.js';
import type { ServiceType, Session } from './session.js';

/** Reads what stands at the unversioned address of an endpoint, where services list their versions to everyone. */
export async function fetchVersions(
  { transport, retry, userAgent }: BareCaller,
  endpoint: string,
  service: ServiceType,
  signal: AbortSignal | undefined
): Promise<unknown> {
  const { origin, pathname } = new URL(`${unversioned(endpoint)}/`);
  const headers = { accept: 'application/json', 'user-agent': userAgent };
  const request = {
    service,
    method: 'GET',
    origin,
    path: pathname,
    headers,
    body: undefined,
    idempotent: true,
    signal,
  };
  try {
    const answer = await callPersistently(
      transport,
      {
        prepare: () => Promise.resolve(request),
        consume: readAnswer,
        accepts: (status) => status === 200 || status === 300,
      },
      retry
    );
    return answer.body;
  } catch (error) {
    // A cloud whose proxy shows no root has no microversions to negotiate.
    if (isOpenStackError(error) && error.noEffect && error.status !== undefined) return undefined;
    throw error;
  }
}

/** Asks each service once for its highest microversion. */
export function discoverMicroversions(
  versions: HttpSession['versions']
): Pick<Session, 'maxMicroversion' | 'negotiateMicroversion'> {
  const known = new Map<ServiceType, string | undefined>();
  const maxMicroversion: Session['maxMicroversion'] = async (service, { signal } = {}) => {
    if (!known.has(service)) known.set(service, highestMicroversion(await versions(service, signal)));
    return known.get(service);
  };
  return {
    maxMicroversion,
    negotiateMicroversion: async (service, wanted, options) => {
      const highest = await maxMicroversion(service, options);
      if (highest === undefined) return undefined;
      return compareMicroversions(wanted, highest) <= 0 ? wanted : highest;
    },
  };
}
