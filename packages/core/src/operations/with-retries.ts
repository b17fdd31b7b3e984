import { setTimeout as delay } from 'node:timers/promises';
import { isOvertaken } from '../checkpoint/epoch.js';

const delaysMs = [200, 1000, 3000];

/** Tries again what is idempotent and must be recorded, a few times. Who was overtaken stays so. */
export async function withRetries(act: () => Promise<void>): Promise<void> {
  for (const delayMs of delaysMs) {
    try {
      await act();
      return;
    } catch (error) {
      if (isOvertaken(error)) throw error;
      await delay(delayMs);
    }
  }
  await act();
}
