import { collect, isOpenStackError } from '@karbor/openstack';
import { poll } from '@karbor/plugin-sdk';
import type { Waiting } from './config.js';
import { orAbsent } from './refused.js';

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
  await poll({
    ...waiting,
    what: `${kind.noun} ${id}, which is to be removed,`,
    read: () => removeOnce(kind, id, waiting.signal),
    state: (state) => state,
    success: ['gone'],
    failure: ['error_deleting'],
  });
}

async function removeOnce(kind: Removable, id: string, signal: AbortSignal): Promise<string> {
  const before = await orAbsent(kind.show(id, signal));
  if (!before) return 'gone';
  if (before.status === 'deleting') return before.status;
  try {
    await kind.remove(id, signal);
  } catch (error) {
    if (isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) return 'gone';
    if (!isOpenStackError(error, 'OPENSTACK_BAD_REQUEST', 'OPENSTACK_CONFLICT')) throw error;
    if (before.status === 'error_deleting') return before.status;
    return `${before.status}: ${error.serviceMessage ?? error.message}`;
  }
  const after = await orAbsent(kind.show(id, signal));
  return after?.status ?? 'gone';
}
