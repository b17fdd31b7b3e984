import { collect } from '@karbor/openstack';
import type { Removal } from '../effects.js';
import { temporaryName } from '../names.js';
import { untilGone } from './until-gone.js';

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
