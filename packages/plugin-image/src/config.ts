import { z } from 'zod';

const notSeconds = 'must be a number of seconds above 0, at most 2000000, such as 2 or 0.5';

/** A time in seconds, as a provider file has it: a number or its digits. */
const seconds = (fallback: number) => z.coerce.number(notSeconds).positive(notSeconds).max(2_000_000, notSeconds).default(fallback);

/** What a provider file says in `[glance_client]` and `[image_backup_plugin]`. */
export const configSchema = z.object({
  poll_interval: seconds(1).describe('Seconds between two questions about a state.'),
  timeout: seconds(3600).describe('Seconds that an image may take to become active once its bytes are sent.'),
  delete_timeout: seconds(600).describe('Seconds that removing a half-made image may take.'),
});

export const configSections = ['glance_client', 'image_backup_plugin'] as const;

export type ImageConfig = z.output<typeof configSchema>;

/** How often and how long to ask, in the words of `poll`. */
export interface Waiting {
  readonly intervalMs: number;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

export function waiting(config: ImageConfig, timeout: 'timeout' | 'delete_timeout', signal: AbortSignal): Waiting {
  return { intervalMs: config.poll_interval * 1000, deadlineMs: config[timeout] * 1000, signal };
}
