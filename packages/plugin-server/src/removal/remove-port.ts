import { collect, orAbsent } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import type { Removal } from '../effects.js';
import { temporaryName } from '../names.js';
import { untilGone } from './until-gone.js';

export async function portIsThere({ network }: Session, id: string, signal: AbortSignal): Promise<boolean> {
  return (await orAbsent(network.showPort(id, { signal }))) !== undefined;
}

/** Removes a port that was made for a server. */
export async function removePort({ session: { network }, id, tag, patience }: Removal<unknown>): Promise<void> {
  const { signal } = patience;
  const name = temporaryName(tag);
  const named = async () => (await collect(network.listPorts({ filters: { name }, signal }))).filter((one) => one.name === name);
  const ids = id === undefined ? (await named()).map((one) => one.id) : [id];
  for (const one of ids) {
    await untilGone({
      what: `Port ${one}`,
      show: () => network.showPort(one, { signal }),
      state: ({ status }) => status,
      isGoing: () => false,
      remove: () => network.deletePort(one, { signal }),
      patience,
    });
  }
}
