import { isOpenStackError } from '@karbor/openstack';
import { eventually } from './eventually.fixture.js';

type Removal = () => Promise<void>;

/** What was made, to be removed in the opposite order. */
export class Trail {
  readonly #removals: Removal[] = [];

  /** `gone` resolves when the thing is there no more. */
  add(remove: () => Promise<unknown>, gone: () => Promise<void>): void {
    this.#removals.push(async () => {
      await eventually('what refuses to be removed', () => removalOf(remove), (refusal) => refusal === undefined);
      await gone();
    });
  }

  /** Removes all of it, whatever fails, and tells of the failures afterwards. */
  async clear(): Promise<void> {
    const failures: unknown[] = [];
    for (const removal of this.#removals.splice(0).reverse()) await removal().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'));
  }
}

/** What a service says against a removal while it is busy with the thing; undefined when it is being removed, or gone. */
async function removalOf(remove: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await remove();
    return undefined;
  } catch (error) {
    if (isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) return undefined;
    if (isOpenStackError(error, 'OPENSTACK_BAD_REQUEST', 'OPENSTACK_CONFLICT')) return error.message;
    throw error;
  }
}
