import { orAbsent } from '@karbor/openstack';
import { poll } from '@karbor/plugin-sdk';
import type { Waiting } from '../config.js';

interface UntilGone<T> {
  /** Names the thing in errors. */
  readonly what: string;
  readonly show: () => Promise<T>;
  readonly state: (item: T) => string;
  /** Whether the removal is under way. */
  readonly isGoing: (item: T) => boolean;
  readonly remove: () => Promise<unknown>;
  readonly patience: Waiting;
}

const gone = 'gone';

/** Removes one thing and waits until it is gone; fine when it is gone already. */
export async function untilGone<T>({ what, show, state, isGoing, remove, patience }: UntilGone<T>): Promise<void> {
  await poll({
    ...patience,
    what: `${what}, which is to be removed,`,
    read: async () => {
      const before = await orAbsent(show());
      if (before === undefined) return gone;
      if (!isGoing(before)) await orAbsent(remove());
      const after = await orAbsent(show());
      return after === undefined ? gone : state(after);
    },
    state: (now) => now,
    success: [gone],
  });
}
