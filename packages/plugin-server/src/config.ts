import { z } from 'zod';

const notSeconds = 'must be a number of seconds above 0, at most 2000000, such as 2 or 0.5';

const seconds = (fallback: number) => z.coerce.number(notSeconds).positive(notSeconds).max(2_000_000, notSeconds).default(fallback);

/** What a provider file says in `[nova_client]` and `[nova_backup_protection_plugin]`. */
export const configSchema = z.object({
  poll_interval: seconds(1).describe('Seconds between two questions about a state.'),
  state_timeout: seconds(600).describe('Seconds that pausing, resuming, building, stopping or removing a server may take.'),
  image_timeout: seconds(86_400).describe('Seconds that making or filling the image of a root disk may take.'),
  lost_answer_wait: seconds(5).describe(
    'Seconds during which a pause still counts as under way whose answer was lost, before it is taken as not made.',
  ),
});

export const configSections = ['nova_client', 'nova_backup_protection_plugin'] as const;

export type ServerConfig = z.output<typeof configSchema>;

/** How often and how long to ask, in the words of `poll`. */
export interface Waiting {
  readonly intervalMs: number;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

export function waiting(config: ServerConfig, timeout: 'state_timeout' | 'image_timeout', signal: AbortSignal): Waiting {
  return { intervalMs: config.poll_interval * 1000, deadlineMs: config[timeout] * 1000, signal };
}

/** While a server stands still every question counts. */
export function urgentWaiting(config: ServerConfig, timeout: 'state_timeout' | 'image_timeout', signal: AbortSignal): Waiting {
  const patience = waiting(config, timeout, signal);
  return { ...patience, intervalMs: Math.min(patience.intervalMs, 250) };
}
