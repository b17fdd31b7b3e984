import { setTimeout as delay } from 'node:timers/promises';
import { isOpenStackError } from '@karbor/openstack';

interface Made {
  readonly remove: () => Promise<unknown>;
  readonly gone: () => Promise<void>;
}

const patience = 60_000;

/** What was made, to be removed in the opposite order. */
export class Trail {
  #made: Made[] = [];

  /** `gone` resolves when the thing is there no more. */
  add(remove: () => Promise<unknown>, gone: () => Promise<void>): void {
    this.#made.unshift({ remove, gone });
  }

  /** Removes all of it, whatever fails, and tells of the failures afterwards. What is refused is tried again after the rest. */
  async clear(): Promise<void> {
    const end = performance.now() + patience;
    let left = this.#made;
    this.#made = [];
    for (let pause = 4; ; pause = Math.min(pause * 2, 1000)) {
      const failures = new Map<Made, unknown>();
      for (const made of left) await removed(made).catch((error: unknown) => failures.set(made, error));
      if (failures.size === 0) return;
      left = [...failures.keys()];
      if (performance.now() > end)
        throw new AggregateError(failures.values(), [...failures.values()].map(String).join('\n'));
      await delay(pause);
    }
  }
}

async function removed({ remove, gone }: Made): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) throw error;
  }
  await gone();
}
