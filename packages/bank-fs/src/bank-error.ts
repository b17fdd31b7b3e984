import { isKarborError, KarborError } from '@karbor/plugin-sdk';
import type { KarborErrorCode } from '@karbor/plugin-sdk';

interface Reason {
  readonly code: KarborErrorCode;
  /** What is wrong and what to do. */
  readonly advice: string;
  readonly retryable?: boolean;
}

const permission: Reason = {
  code: 'KARBOR_BANK_PERMISSION',
  advice: 'access is denied. Let the user that runs Karbor read, write and enter it',
};
const full: Reason = {
  code: 'KARBOR_BANK_FULL',
  advice: 'there is no space left. Free some, raise the quota, or move the bank to a larger file system',
};
const unavailable: Reason = {
  code: 'KARBOR_BANK_UNAVAILABLE',
  advice: 'the file system does not answer as it should. Check the disk or the mount',
  retryable: true,
};
const busy: Reason = {
  code: 'KARBOR_BANK_BUSY',
  advice: 'too many files are open. Raise the limit (ulimit -n) or run fewer hooks at once',
  retryable: true,
};
const unsupported: Reason = {
  code: 'KARBOR_BANK_UNSUPPORTED',
  advice: 'the file system cannot do what a bank needs: hard links, and renaming within the folder. Choose another',
};

const reasons: Readonly<Record<string, Reason>> = {
  ...{ EACCES: permission, EPERM: permission },
  ...{ ENOSPC: full, EDQUOT: full },
  EROFS: { code: 'KARBOR_BANK_READ_ONLY', advice: 'the file system is mounted read-only. Mount it writable' },
  ENOTDIR: { code: 'KARBOR_BANK_NOT_A_DIRECTORY', advice: 'it, or something on the way to it, is not a folder. Choose another path' },
  EEXIST: { code: 'KARBOR_BANK_NOT_A_DIRECTORY', advice: 'something else is in its place. Choose another path' },
  ELOOP: { code: 'KARBOR_BANK_LINK', advice: 'there is a symbolic link inside of the bank. Remove it' },
  ENAMETOOLONG: { code: 'KARBOR_BANK_PATH_TOO_LONG', advice: 'the path is too long. Choose a shorter file_system_bank_path' },
  ...{ EMFILE: busy, ENFILE: busy },
  ...{ EXDEV: unsupported, ENOTSUP: unsupported, EOPNOTSUPP: unsupported, ENOSYS: unsupported, EMLINK: unsupported },
  ...{ EIO: unavailable, ESTALE: unavailable, ENODEV: unavailable, ENXIO: unavailable, ENOTCONN: unavailable },
  ...{ ETIMEDOUT: unavailable, EHOSTDOWN: unavailable, EHOSTUNREACH: unavailable },
};

/** What a failed call of the file system is told as. Karbor errors stay as they are. */
export function bankError(error: unknown, root: string): unknown {
  if (isKarborError(error) || !isSystemError(error)) return error;
  const path = error.path ?? root;
  const { code, advice, retryable = false } = reasonOf(error);
  return new KarborError(code, `The file system bank "${root}" failed at "${path}": ${advice} (${error.message}).`, {
    ...{ cause: error, retryable },
    details: { path, root, systemCode: error.code },
  });
}

/** Whether `error` is a system error with one of these codes. */
export function isSystemError(error: unknown, ...codes: readonly string[]): error is NodeJS.ErrnoException & { code: string } {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return false;
  const { code } = error;
  return typeof code === 'string' && (codes.length === 0 || codes.includes(code));
}

function reasonOf({ code, syscall }: NodeJS.ErrnoException & { code: string }): Reason {
  // File systems without hard links answer link(2) so.
  if (syscall === 'link' && code === 'EPERM') return unsupported;
  return reasons[code] ?? { code: 'KARBOR_BANK_FAILED', advice: 'the file system refused' };
}
