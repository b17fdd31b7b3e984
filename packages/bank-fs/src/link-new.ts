import { link } from 'node:fs/promises';
import { KarborError } from '@karbor/plugin-sdk';
import { systemCode } from './file-error.js';

/** What file systems say that have no hard links. */
const unsupported = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Gives a file a second name, at once and only if that is free: rejects with `EEXIST` when it is not. */
export async function linkNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (cause) {
    if (!unsupported.has(systemCode(cause) ?? '')) throw cause;
    throw new KarborError(
      'KARBOR_BANK_LINKS_UNSUPPORTED',
      `The file system of ${to} makes no hard links, without which "put if absent" is not safe. Keep the bank on another, such as ext4, XFS, Btrfs, APFS, NTFS or NFS.`,
      { cause, details: { path: to } },
    );
  }
}
