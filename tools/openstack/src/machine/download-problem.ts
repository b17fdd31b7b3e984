import { CloudError } from '../cloud-error.js';
import { tail } from './command.js';
import type { CommandResult } from './command.js';

/** What was found out of packages that could not be downloaded. */
export interface FailedDownload {
  readonly packages: readonly string[];
  /** Of `apt-get update`, with an exit status that tells of any failure. */
  readonly update: CommandResult;
  /** Those of the cloud's packages, installed ones too, that `apt-cache madison` found in the archives: its output. */
  readonly offers: string;
  /** Of `apt-get install --download-only`, after the update. */
  readonly download: CommandResult;
}

/**
 * `CLOUD_CANNOT_RUN` when the packages are not there: no archive is reached, or none that has any of them. All else is a
 * `CLOUD_COMMAND_FAILED`: a wrong name, a lock, a full disk, a package that does not go with others.
 */
export function downloadProblem({ packages, update, offers, download }: FailedDownload): CloudError {
  if (update.status !== 0)
    return couldNotFetch(update)
      ? new CloudError('CLOUD_CANNOT_RUN', `The archives of Debian's packages are not reached:\n${tail(update)}`)
      : new CloudError('CLOUD_COMMAND_FAILED', `apt-get update failed:\n${tail(update)}`);
  const offered = offeredPackages(offers);
  if (offered.size === 0)
    return new CloudError('CLOUD_CANNOT_RUN', `The archives that apt knows have none of the packages (${packages.join(' ')}).`);
  const unknown = packages.filter((name) => !offered.has(name));
  const which = unknown.length === 0 ? '' : `, and the archives have no ${unknown.join(', no ')}`;
  return new CloudError('CLOUD_COMMAND_FAILED', `Debian's packages could not be downloaded${which}:\n${tail(download)}`);
}

const couldNotFetch = ({ output, errors }: CommandResult): boolean => /^(?:Err:\d+|[EW]: Failed to fetch) /m.test(`${output}\n${errors}`);

const offeredPackages = (madison: string): ReadonlySet<string> =>
  new Set(madison.split('\n').flatMap((line) => (line.includes('|') ? [line.slice(0, line.indexOf('|')).trim()] : [])));
