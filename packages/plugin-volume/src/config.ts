import { z } from 'zod';

const notSeconds = 'must be a number of seconds above 0, at most 2000000, such as 2 or 0.5';

/** A time in seconds, as a provider file has it: a number or its digits. */
const seconds = (fallback: number) => z.coerce.number(notSeconds).positive(notSeconds).max(2_000_000, notSeconds).default(fallback);

/** What a provider file says in `[cinder_client]` and `[cinder_backup_protection_plugin]`. */
export const configSchema = z.object({
  poll_interval: seconds(1).describe('Seconds between two questions about a state.'),
  snapshot_timeout: seconds(600).describe('Seconds that a snapshot may take; a server may be frozen meanwhile.'),
  timeout: seconds(86_400).describe('Seconds that making or copying a volume, an image or a backup may take.'),
  delete_timeout: seconds(600).describe('Seconds that removing one thing may take.'),
});

export const configSections = ['cinder_client', 'cinder_backup_protection_plugin'] as const;

export type VolumeConfig = z.output<typeof configSchema>;

/** In milliseconds. While a snapshot is taken a server may stand still: then every question counts. */
const urgentInterval = 250;

/** How often and how long to ask, in the words of `poll`. */
export interface Waiting {
  readonly intervalMs: number;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

export function waiting(
  config: VolumeConfig,
  timeout: 'snapshot_timeout' | 'timeout' | 'delete_timeout',
  signal: AbortSignal,
): Waiting {
  const interval = config.poll_interval * 1000;
  return {
    intervalMs: timeout === 'snapshot_timeout' ? Math.min(interval, urgentInterval) : interval,
    deadlineMs: config[timeout] * 1000,
    signal,
  };
}
