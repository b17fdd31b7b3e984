import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CloudContext } from '../../cloud/cloud-context.js';
import { command } from '../../machine/command.js';
import { mountOnce } from '../../machine/mounts.js';
import type { Service } from '../service.js';
import { noteBridges, removeNewBridges } from './bridges.js';
import { killGuests } from './guests.js';

const program = fileURLToPath(new URL('../../../src/services/libvirt/start-libvirtd', import.meta.url));

/** Runs real guests. The machine's own libvirt, if there is one, is left alone. */
export const libvirt: Service = {
  name: 'libvirt',
  packages: ['nova-compute-kvm', 'libvirt-daemon-system', 'libvirt-clients', 'iproute2'],
  templates: ['qemu.conf', 'libvirtd.conf'],

  async beforeStart({ folders }) {
    await mkdir(join(folders.var, 'libvirt'), { recursive: true });
    noteBridges(folders);
    // What Nova mounts here later must be seen by libvirtd, which has mounts of its own.
    const mounts = join(folders.var, 'nova', 'mounts');
    await mountOnce(mounts, ['--bind', mounts]);
    await command('mount', ['--make-shared', mounts]);
  },

  processes: (cloud) => [
    {
      name: 'libvirtd',
      command: ['unshare', '-m', '--propagation', 'slave', program, join(cloud.folders.etc, 'libvirt'), dataFolder(cloud)],
      needs: [],
      answers: () => libvirtAnswers(cloud),
    },
  ],

  async afterStop({ folders }) {
    await killGuests(folders);
    await removeNewBridges(folders);
  },
};

const dataFolder = ({ folders }: CloudContext): string => join(folders.var, 'libvirt');

async function libvirtAnswers(cloud: CloudContext): Promise<boolean> {
  const socket = join(dataFolder(cloud), 'libvirt-sock');
  if (!existsSync(socket)) return false;
  const { status } = await command('virsh', ['-c', `qemu+unix:///system?socket=${socket}`, 'list']);
  return status === 0;
}
