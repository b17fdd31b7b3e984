import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../../machine/command.js';
import type { StateFolders } from '../../state/state-folders.js';

/** For each network of a guest Nova makes a bridge of this name, which stays when the guest is gone. */
const bridges = (): string[] => readdirSync('/sys/class/net').filter((name) => name.startsWith('brq'));

const noteFile = ({ var: folder }: StateFolders): string => join(folder, 'libvirt', 'bridges-before');

/** Notes the bridges that are not of this cloud. */
export function noteBridges(folders: StateFolders): void {
  if (!existsSync(noteFile(folders))) writeFileSync(noteFile(folders), JSON.stringify(bridges()));
}

export async function removeNewBridges(folders: StateFolders): Promise<void> {
  const file = noteFile(folders);
  if (!existsSync(file)) return;
  const before = JSON.parse(readFileSync(file, 'utf8')) as string[];
  for (const name of bridges()) if (!before.includes(name)) await command('ip', ['link', 'delete', name]);
  rmSync(file);
}
