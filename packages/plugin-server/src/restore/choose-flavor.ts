import { collect } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import type { RestoreQuestion } from '../hook-arguments.js';
import { chosen } from './choice.js';
import { missing } from './missing.js';

/** The id of the new server's flavor. */
export async function chooseFlavor(args: RestoreQuestion, session: Session): Promise<string> {
  const { parameters, savedInfo, signal } = args;
  const { id, name = 'unknown name', vcpus = '?', ram = '?', disk = '?' } = savedInfo.server.flavor;
  const choices = await collect(session.compute.listFlavors({ signal }));
  const flavor = chosen<never>(args, {
    ...{ noun: 'flavor', choices, original: [id, savedInfo.server.flavor.name] },
    map: { parameter: 'restore_flavors', entries: parameters.restore_flavors },
    single: { parameter: 'restore_flavor_id', value: parameters.restore_flavor_id },
  });
  if (flavor) return flavor.id;
  if (choices.some((one) => one.id === id)) return id;
  throw missing(args, `its flavor ${id} (${name}: ${vcpus} vCPUs, ${ram} MiB, ${disk} GiB)`, {
    ...{ parameter: 'restore_flavors', choices },
    advice: 'Name another one in restore_flavors or restore_flavor_id.',
  });
}
