import { setTimeout as delay } from 'node:timers/promises';

const delaysMs = [200, 1000, 3000];

/** Tries again what is idempotent and must be recorded, a few times. */
export async function withRetries(act: () => Promise<void>): Promise<void> {
  for (const delayMs of delaysMs) {
    try {
      await act();
      return;
    } catch {
      await delay(delayMs);
    }
  }
  await act();
}
