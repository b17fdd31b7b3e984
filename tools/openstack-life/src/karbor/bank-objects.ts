import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { collect, isOpenStackError } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';

/** What a bank in a folder holds, but for what tells that a checkpoint was deleted. */
export async function folderObjects(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return files.filter((name) => name !== 'karbor-bank-fs.json' && !/^objects\/d-checkpoints\/d-[^/]+\/d-(epochs|ends)\//.test(name)).sort();
}

/** The same of a bank in a container. */
export async function containerObjects({ objectStore }: Session, container: string): Promise<readonly string[]> {
  const entries = await collect(objectStore.listObjects(container)).catch((error: unknown) => {
    if (isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) return [];
    throw error;
  });
  const names = entries.flatMap((entry) => ('name' in entry ? [entry.name] : []));
  return names.filter((name) => !/^checkpoints\/[^/]+\/(epochs|ends)\//.test(name));
}

export async function removeContainer({ objectStore }: Session, container: string): Promise<void> {
  try {
    for (const entry of await collect(objectStore.listObjects(container))) {
      if ('name' in entry) await objectStore.deleteObject(container, entry.name);
    }
    await objectStore.deleteContainer(container);
  } catch (error) {
    if (!isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) throw error;
  }
}
