import { mkdirSync, readFileSync } from 'node:fs';
import { CloudError } from '../cloud-error.js';
import { command, tail } from './command.js';

/** The mount points below a folder, in the order in which to unmount them, from the text of /proc/self/mounts. */
export function mountPointsBelow(folder: string, mounts: string): string[] {
  const points = mounts.split('\n').flatMap((line) => {
    const point = line.split(' ')[1]?.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
    return point?.startsWith(`${folder}/`) ? [point] : [];
  });
  return points.reverse();
}

const mountsNow = () => readFileSync('/proc/self/mounts', 'utf8');
export const isMounted = (point: string): boolean => mountPointsBelow(point.slice(0, point.lastIndexOf('/')), mountsNow()).includes(point);

/** Mounts with the options of mount(8), unless something is mounted there. */
export async function mountOnce(point: string, args: readonly string[]): Promise<void> {
  mkdirSync(point, { recursive: true });
  if (isMounted(point)) return;
  const mounted = await command('mount', [...args, point]);
  if (mounted.status !== 0) throw new CloudError('CLOUD_COMMAND_FAILED', `mount ${args.join(' ')} ${point} failed:\n${tail(mounted)}`);
}

/** Unmounts all below a folder; what is still in use goes when its last user ends. */
export async function unmountAllBelow(folder: string): Promise<void> {
  for (const point of mountPointsBelow(folder, mountsNow())) {
    const unmounted = await command('umount', [point]);
    if (unmounted.status !== 0) await command('umount', ['-l', point]);
  }
}
