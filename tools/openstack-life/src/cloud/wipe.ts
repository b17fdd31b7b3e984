import { setTimeout as delay } from 'node:timers/promises';
import { describeThing, thingsOf } from './things.js';
import type { Sessions } from './things.js';

const patience = 240_000;

/** Removes all that the project has, and waits until it is gone. */
export async function wipe(sessions: Sessions): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    const things = await thingsOf(sessions);
    if (things.length === 0) return;
    if (performance.now() > end) throw new Error(`This could not be removed: ${things.map(describeThing).join('; ')}`);
    // What others need, or what is being removed already, is refused: the next round sees.
    await Promise.allSettled(things.filter(({ kind }) => kind !== 'object').map((thing) => thing.remove()));
    await delay(500);
    if (things.every(({ kind }) => kind === 'object')) await Promise.allSettled(things.map((thing) => thing.remove()));
  }
}
