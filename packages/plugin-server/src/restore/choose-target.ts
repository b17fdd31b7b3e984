import { silentLogger } from '@karbor/plugin-sdk';
import { orAbsent, sessionFrom } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import type { Restore, RestoreCheck, RestoreQuestion } from '../hook-arguments.js';
import { imageType, volumeType } from '../resource-types.js';
import { checkAddresses } from './addresses.js';
import { chooseFlavor } from './choose-flavor.js';
import { chooseInterfaces } from './choose-interfaces.js';
import { chooseKey } from './choose-key.js';
import { chooseServerGroup } from './choose-server-group.js';
import { chooseZone } from './choose-zone.js';
import { missing } from './missing.js';
import { Offers } from './offers.js';
import type { Target } from './target.js';
import { warnOfUnusedKeys } from './unused-keys.js';

/** Finds out where every server is restored to, before anything of the restore exists. @throws as `chooseTarget` */
export async function checkTargets({ members, ...shared }: RestoreCheck): Promise<void> {
  const offers = new Offers(sessionFrom(shared.context.auth), shared.signal);
  // What it warns of is said when the restore runs.
  for (const member of members) await targetOf({ ...shared, ...member, log: silentLogger }, offers);
  warnOfUnusedKeys(members, shared.log);
}

/**
 * Finds out where the server is restored to.
 * @throws KarborError `KARBOR_RESTORE_TARGET` naming what is missing and what there is, `KARBOR_ADDRESS_TAKEN` when addresses are required
 */
export async function chooseTarget(args: Restore): Promise<void> {
  args.state['target'] = await targetOf(args, new Offers(sessionFrom(args.context.auth), args.signal));
}

async function targetOf(args: RestoreQuestion, offers: Offers): Promise<Target> {
  const { session } = offers;
  await checkBootSource(args, session);
  const target: Target = {
    flavorId: await chooseFlavor(args, offers),
    keyName: await chooseKey(args, offers),
    availabilityZone: await chooseZone(args, offers),
    serverGroupId: await chooseServerGroup(args, offers),
    interfaces: await chooseInterfaces(args, offers),
  };
  if (args.parameters.restore_fixed_ips === 'require') {
    for (const one of target.interfaces) await checkAddresses(args, session, one);
  }
  return target;
}

async function checkBootSource(args: RestoreQuestion, session: Session): Promise<void> {
  const { savedInfo, checkpoint, resource, signal } = args;
  const { boot } = savedInfo.server;
  const isRestored = (type: string, id: string) =>
    checkpoint.graph.children(resource).some((child) => child.type === type && child.id === id);
  if (boot.from === 'volume') {
    if (isRestored(volumeType, boot.volumeId)) return;
    throw missing(args, `its boot volume ${boot.volumeId}`, { advice: 'Restore that volume with it.' });
  }
  if (savedInfo.rootDisk || isRestored(imageType, boot.imageId)) return;
  const image = await orAbsent(session.image.showImage(boot.imageId, { signal }));
  if (image?.status === 'active') return;
  throw missing(args, `its boot image ${boot.imageId}`, {
    advice: 'Restore that image with it; with root_disk "snapshot" the server is protected without it.',
  });
}
