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
import type { Target } from './target.js';

/** Finds out where every server is restored to, before anything of the restore exists. @throws as `chooseTarget` */
export async function checkTargets({ members, ...shared }: RestoreCheck): Promise<void> {
  // What it warns of is said when the restore runs.
  for (const member of members) await targetOf({ ...shared, ...member, log: silentLogger });
}

/**
 * Finds out where the server is restored to.
 * @throws KarborError `KARBOR_RESTORE_TARGET` naming what is missing and what there is, `KARBOR_ADDRESS_TAKEN` when addresses are required
 */
export async function chooseTarget(args: Restore): Promise<void> {
  args.state['target'] = await targetOf(args);
}

async function targetOf(args: RestoreQuestion): Promise<Target> {
  const session = sessionFrom(args.context.auth);
  await checkBootSource(args, session);
  const target: Target = {
    flavorId: await chooseFlavor(args, session),
    keyName: await chooseKey(args, session),
    availabilityZone: await chooseZone(args, session),
    serverGroupId: await chooseServerGroup(args, session),
    interfaces: await chooseInterfaces(args, session),
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
