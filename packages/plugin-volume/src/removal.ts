import { collect, isOpenStackError, orAbsent } from '@karbor/openstack';
import { poll } from '@karbor/plugin-sdk';
import type { Waiting } from './config.js';

interface Item {
  readonly id: string;
  readonly name: string | null;
  readonly status: string;
}

/** One kind of thing that Karbor makes in the cloud, and how it is removed. */
export interface Removable {
  /** Such as `snapshot`, for errors. */
  readonly noun: string;
  listNamed(name: string, signal: AbortSignal): AsyncIterable<Item>;
  show(id: string, signal: AbortSignal): Promise<Item>;
  /** Begins the removal. */
  remove(id: string, signal: AbortSignal): Promise<unknown>;
}

/** Whether a thing is there, and to stay. */
export async function isThere(kind: Removable, id: string, signal: AbortSignal): Promise<boolean> {
  const item = await orAbsent(kind.show(id, signal));
  return item !== undefined && !going.includes(item.status);
}

const going = ['deleting', 'error_deleting', 'deleted', 'pending_delete'];

/** Removes everything of a kind that has this name, and waits until it is gone. */
export async function removeNamed(kind: Removable, name: string, waiting: Waiting): Promise<void> {
  const items = await collect(kind.listNamed(name, waiting.signal));
  // Filtered once more: a service that does not know the filter gives everything.
  for (const item of items.filter((one) => one.name === name)) await removeUntilGone(kind, item.id, waiting);
}

/**
 * Removes one thing and waits until it is gone; fine when it is gone already. While the service refuses, because the
 * thing is being made, copied or used, it is asked again.
 * @throws KarborError `KARBOR_POLL_FAILED` when it cannot be removed, `KARBOR_POLL_TIMEOUT` with the service's last refusal
 */
export async function removeUntilGone(kind: Removable, id: string, waiting: Waiting): Promise<void> {
  let asked = false;
  await poll({
    ...waiting,
    what: `${kind.noun} ${id}, which is to be removed,`,
    async read() {
      const before = await orAbsent(kind.show(id, waiting.signal));
      if (!before) return 'gone';
      // One that was left in `error_deleting` by somebody else is tried again, once.
      if (before.status === 'deleting' || (before.status === 'error_deleting' && asked)) return before.status;
      asked = true;
      const refusal = await remove(kind, id, waiting.signal);
      if (refusal !== undefined) return `${before.status}: ${refusal}`;
      const after = await orAbsent(kind.show(id, waiting.signal));
      return after?.status ?? 'gone';
    },
    state: (state) => state,
    success: ['gone'],
    failure: ['error_deleting'],
  });
}

/** Begins the removal, or gives what the service said when it refused for the moment. */
async function remove(kind: Removable, id: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    await kind.remove(id, signal);
    return undefined;
  } catch (error) {
    if (isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) return undefined;
    if (!isOpenStackError(error, 'OPENSTACK_BAD_REQUEST', 'OPENSTACK_CONFLICT')) throw error;
    return error.serviceMessage ?? error.message;
  }
}
