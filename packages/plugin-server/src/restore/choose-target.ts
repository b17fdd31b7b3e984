import { orAbsent, sessionFrom } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import type { Restore } from '../hook-arguments.js';
import { imageType, volumeType } from '../resource-types.js';
import { checkAddresses } from './addresses.js';
import { chooseInterfaces } from './choose-interfaces.js';
import { missing } from './missing.js';
import type { Target } from './target.js';

/**
 * Finds out, before anything is made, where the server is restored to.
 * @throws KarborError `KARBOR_RESTORE_TARGET` naming what is missing, `KARBOR_ADDRESS_TAKEN` when addresses are required
 */
export async function chooseTarget(args: Restore): Promise<void> {
  const session = sessionFrom(args.context.auth);
  await checkBootSource(args, session);
  const target: Target = {
    flavorId: await chooseFlavor(args, session),
    keyName: await chooseKey(args, session),
    interfaces: await chooseInterfaces(args, session),
  };
  if (args.parameters.restore_fixed_ips === 'require') {
    for (const one of target.interfaces) await checkAddresses(args, session, one);
  }
  args.state['target'] = target;
}

async function checkBootSource(args: Restore, session: Session): Promise<void> {
  const { savedInfo, checkpoint, resource, signal } = args;
  const { boot } = savedInfo.server;
  const isRestored = (type: string, id: string) =>
    checkpoint.graph.children(resource).some((child) => child.type === type && child.id === id);
  if (boot.from === 'volume') {
    if (isRestored(volumeType, boot.volumeId)) return;
    throw missing(args, `its boot volume ${boot.volumeId}`, 'Restore that volume with it.');
  }
  if (savedInfo.rootDisk || isRestored(imageType, boot.imageId)) return;
  const image = await orAbsent(session.image.showImage(boot.imageId, { signal }));
  if (image?.status === 'active') return;
  throw missing(args, `its boot image ${boot.imageId}`, 'Restore that image with it; with root_disk "snapshot" the server is protected without it.');
}

async function chooseFlavor(args: Restore, session: Session): Promise<string> {
  const { flavor } = args.savedInfo.server;
  const id = args.parameters.restore_flavor_id ?? flavor.id;
  if (await orAbsent(session.compute.showFlavor(id, { signal: args.signal }))) return id;
  const { name = 'unknown name', vcpus = '?', ram = '?', disk = '?' } = id === flavor.id ? flavor : {};
  const known = id === flavor.id ? ` (${name}: ${vcpus} vCPUs, ${ram} MiB, ${disk} GiB)` : '';
  throw missing(args, `flavor ${id}${known}`, 'Name another one in restore_flavor_id.');
}

async function chooseKey(args: Restore, session: Session): Promise<string | null> {
  const { restore_key_name } = args.parameters;
  const name = restore_key_name === undefined ? args.savedInfo.server.keyName : restore_key_name;
  if (name === null || (await orAbsent(session.compute.showKeypair(name, { signal: args.signal })))) return name;
  throw missing(args, `key pair "${name}" of this user`, 'Name another one in restore_key_name, or null for none.');
}
