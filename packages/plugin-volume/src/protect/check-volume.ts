import { describeVolume } from '../describe-volume.js';
import type { Protect } from '../hook-arguments.js';
import { usableVolume } from './usable-volume.js';

/**
 * Looks at the volume before anything is made, and remembers what a restore will need. One that is busy is waited for.
 * @throws KarborError `KARBOR_RESOURCE_NOT_FOUND`, `KARBOR_VOLUME_STATE`, `KARBOR_VOLUME_ENCRYPTED`
 */
export async function checkVolume(args: Protect): Promise<void> {
  args.state['volume'] = describeVolume(await usableVolume(args));
}
