export type CloudErrorCode =
  /** This machine cannot run it: the message says why. */
  | 'CLOUD_CANNOT_RUN'
  /** An argument is wrong. */
  | 'CLOUD_ARGUMENT'
  /** Another command is at work on this state. */
  | 'CLOUD_BUSY'
  /** The state cannot be used as asked: its ports are taken, or it is of the other kind of guests. */
  | 'CLOUD_STATE'
  /** A command ended badly; the message names its log. */
  | 'CLOUD_COMMAND_FAILED'
  /** A service ended, or did not answer in time; the message names its log. */
  | 'CLOUD_SERVICE_FAILED';

/** What this tool throws; tell them apart by `code`. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  constructor(
    readonly code: CloudErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
