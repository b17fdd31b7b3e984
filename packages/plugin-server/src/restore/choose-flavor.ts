import type { Flavor } from '@karbor/openstack';
import type { RestoreQuestion } from '../hook-arguments.js';
import { chosen } from './choice.js';
import { missing, unfit } from './missing.js';
import type { Offers } from './offers.js';

/** The id of the new server's flavor. */
export async function chooseFlavor(args: RestoreQuestion, offers: Offers): Promise<string> {
  const { parameters, savedInfo } = args;
  const { id, name = 'unknown name', vcpus = '?', ram = '?', disk = '?' } = savedInfo.server.flavor;
  const choices = await offers.flavors();
  const asked = chosen<never>(args, {
    ...{ noun: 'flavor', choices, original: [id, savedInfo.server.flavor.name] },
    map: { parameter: 'restore_flavors', entries: parameters.restore_flavors },
    single: { parameter: 'restore_flavor_id', value: parameters.restore_flavor_id },
  });
  const flavor = choices.find((one) => one.id === (asked?.id ?? id));
  if (flavor) return fitting(args, flavor, choices).id;
  throw missing(args, `its flavor ${id} (${name}: ${vcpus} vCPUs, ${ram} MiB, ${disk} GiB)`, { choices, ...remedy });
}

const remedy = { parameter: 'restore_flavors', advice: 'Name another one in restore_flavors or restore_flavor_id.' };

/** The flavor, if the server's own disk fits into it. */
function fitting(args: RestoreQuestion, flavor: Flavor, all: readonly Flavor[]): Flavor {
  const { rootDisk } = args.savedInfo;
  if (!rootDisk) return flavor;
  const disk = Math.max(rootDisk.minDisk, Math.ceil(rootDisk.bytes / 2 ** 30));
  // One without a disk size makes the disk as large as its image.
  const isLarge = (one: Flavor) => one.disk === 0 || one.disk >= disk;
  const fits = (one: Flavor) => isLarge(one) && one.ram >= rootDisk.minRam;
  if (fits(flavor)) return flavor;
  const problem = isLarge(flavor)
    ? `flavor "${flavor.name}" has ${flavor.ram} MiB of memory, and the image of its root disk needs ${rootDisk.minRam}`
    : `flavor "${flavor.name}" has a disk of ${flavor.disk} GiB, and its root disk needs ${disk}`;
  throw unfit(args, problem, { choices: all.filter(fits), ...remedy });
}
