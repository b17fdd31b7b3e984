import type { Progress } from '@karbor/plugin-sdk';

/** What a value of a hook tells about its progress; `undefined` when it tells nothing. */
export function progressOf(value: unknown): Progress | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { done, total, message } = value as Record<keyof Progress, unknown>;
  const progress: Progress = {
    ...(isAmount(done) ? { done } : {}),
    ...(isAmount(total) ? { total } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  };
  return Object.keys(progress).length === 0 ? undefined : progress;
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
