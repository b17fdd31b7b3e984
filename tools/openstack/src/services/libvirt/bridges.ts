import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../../machine/command.js';
import type { StateFolders } from '../../state/state-folders.js';

const devices = '/sys/class/net';

/** For each network of a guest Nova makes a bridge of this name, which stays when the guest is gone. */
const bridges = (): string[] => readdirSync(devices).filter((name) => name.startsWith('brq'));

/** Another cloud's guests may have come since. */
const isUsed = (bridge: string): boolean => readdirSync(join(devices, bridge, 'brif')).length > 0;

const noteFile = ({ var: folder }: StateFolders): string => join(folder, 'libvirt', 'bridges-before');

/** Notes the bridges that are not of this cloud. */
export function noteBridges(folders: StateFolders): void {
  if (!existsSync(noteFile(folders))) writeFileSync(noteFile(folders), JSON.stringify(bridges()));
}

export async function removeNewBridges(folders: StateFolders): Promise<void> {
  const file = noteFile(folders);
  if (!existsSync(file)) return;
  const before = JSON.parse(readFileSync(file, 'utf8')) as string[];
  for (const name of bridges()) if (!before.includes(name) && !isUsed(name)) await command('ip', ['link', 'delete', name]);
  rmSync(file);
}
