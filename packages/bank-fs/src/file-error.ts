import { isKarborError, KarborError } from '@karbor/plugin-sdk';
import type { KarborErrorCode } from '@karbor/plugin-sdk';

type Meaning = readonly [code: KarborErrorCode, advice: string];

const notAFolder: Meaning = ['KARBOR_BANK_NOT_A_FOLDER', 'there is something else where a folder should be. Move it away or name another folder'];
const denied: Meaning = ['KARBOR_BANK_ACCESS_DENIED', 'this user may not do that. Change the owner or the permissions'];

/** What a failed call of the file system means for a bank, and what to do. */
const meanings: Readonly<Record<string, Meaning>> = {
  EACCES: denied,
  EPERM: denied,
  EROFS: ['KARBOR_BANK_READ_ONLY', 'the file system is mounted read-only. Mount it writable'],
  ENOSPC: ['KARBOR_BANK_FULL', 'the file system is full. Free or add space, or inodes'],
  EDQUOT: ['KARBOR_BANK_FULL', 'the quota is used up. Free space or raise it'],
  EFBIG: ['KARBOR_BANK_FULL', 'the file system or a limit of this process allows no file so large'],
  EEXIST: notAFolder,
  ENOTDIR: notAFolder,
  ENAMETOOLONG: ['KARBOR_BANK_PATH_TOO_LONG', 'the path is too long for this system. Name a folder with a shorter path'],
};

/** A link, or a folder in the place of a file. */
const misplaced = new Set(['ELOOP', 'EISDIR']);

/** What may be otherwise when it is tried again. */
const passing = new Set(['EAGAIN', 'EBUSY', 'EINTR', 'EMFILE', 'ENFILE', 'ESTALE', 'ETIMEDOUT']);

/** The system's name of an error, such as `ENOENT`; `undefined` when the error is not one of the system. */
export function systemCode(error: unknown): string | undefined {
  const isSystemError = error instanceof Error && 'syscall' in error && 'code' in error;
  return isSystemError && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * An error of the file system as an error of the bank, which names the path that the system names, else `about`. Any
 * other error stays as it is.
 */
export function fileError(doing: string, about: string, cause: unknown): unknown {
  const system = systemCode(cause);
  if (system === undefined || isKarborError(cause)) return cause;
  const path = cause instanceof Error && 'path' in cause && typeof cause.path === 'string' ? cause.path : about;
  if (misplaced.has(system)) return foreignEntry(path, cause);
  const [code, advice] = meanings[system] ?? ['KARBOR_BANK_FAILED', `the file system says ${system}`];
  return new KarborError(code, `The file system bank cannot ${doing}, at ${path}: ${advice}.`, {
    cause,
    retryable: passing.has(system),
    details: { path },
  });
}

/** Something that is not the bank's own stands in its place, and is not followed. */
export function foreignEntry(path: string, cause?: unknown): KarborError {
  return new KarborError(
    'KARBOR_BANK_ENTRY_FOREIGN',
    `The file system bank does not use ${path}: it, or a folder on the way to it, is a symbolic link or not of the kind that its name says. Move it away.`,
    { ...(cause !== undefined && { cause }), details: { path } },
  );
}
