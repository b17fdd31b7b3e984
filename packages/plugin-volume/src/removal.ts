import { collect, isOpenStackError, orAbsent } from '@karbor/openstack';
import type { OpenStackError } from '@karbor/openstack';
import { KarborError, poll } from '@karbor/plugin-sdk';
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
  /** While it is in this status its removal is not asked for, for as long as a quarter of the time that it may take. */
  readonly unready?: string;
  /** Begins the removal. */
  remove(id: string, signal: AbortSignal): Promise<unknown>;
}

/** Whether a thing is there, and to stay. */
export async function isThere(kind: Removable, id: string, signal: AbortSignal): Promise<boolean> {
  const item = await orAbsent(kind.show(id, signal));
  return item !== undefined && !going.includes(item.status);
}

const going = ['deleting', 'error_deleting', 'deleted', 'pending_delete'];

/**
 * How often to ask for what a volume that is there to stay may depend on. A release asks as long as it may: some backends
 * remove a volume some time after Cinder has said that it is gone.
 */
export const triesOfNeeded = 5;

/** Removes everything of a kind that has this name, and waits until it is gone. */
export async function removeNamed(kind: Removable, name: string, waiting: Waiting): Promise<void> {
  const items = await collect(kind.listNamed(name, waiting.signal));
  // Filtered once more: a service that does not know the filter gives everything.
  for (const item of items.filter((one) => one.name === name)) await removeUntilGone(kind, item.id, waiting);
}

/**
 * Removes one thing and waits until it is gone; fine when it is gone already. While the service refuses, because the
 * thing is being made, copied or used, it is asked again. What volumes depend on is kept as long as they are there: it is
 * asked for `tries` times.
 * @throws KarborError `KARBOR_POLL_FAILED` when it cannot be removed, `KARBOR_STILL_NEEDED` when volumes probably depend on
 *   it, `KARBOR_POLL_TIMEOUT` with the service's last refusal
 */
export async function removeUntilGone(kind: Removable, id: string, waiting: Waiting, tries = Infinity): Promise<void> {
  const latest = performance.now() + waiting.deadlineMs / 4;
  let asked = false;
  let inVain = 0;
  let refusal: OpenStackError | undefined;
  await poll({
    ...waiting,
    what: `${kind.noun} ${id}, which is to be removed,`,
    async read() {
      const before = await orAbsent(kind.show(id, waiting.signal));
      if (!before) return 'gone';
      // One that was left in `error_deleting` by somebody else is tried again, once.
      if (before.status === kind.unready && performance.now() < latest) return before.status;
      if (before.status === 'deleting' || (before.status === 'error_deleting' && asked)) return before.status;
      if (inVain === tries) throw stillNeeded(kind, id, refusal);
      asked = true;
      refusal = await remove(kind, id, waiting.signal);
      // Glance refuses to remove what has clones; Cinder begins, and the snapshot becomes available again.
      if (refusal === undefined || isOpenStackError(refusal, 'OPENSTACK_CONFLICT')) inVain += 1;
      if (refusal) return `${before.status}: ${reasonOf(refusal)}`;
      const after = await orAbsent(kind.show(id, waiting.signal));
      return after?.status ?? 'gone';
    },
    state: (state) => state,
    success: ['gone'],
    failure: ['error_deleting'],
  });
}

/** Begins the removal, or gives the service's refusal where it may pass. */
async function remove(kind: Removable, id: string, signal: AbortSignal): Promise<OpenStackError | undefined> {
  try {
    await kind.remove(id, signal);
    return undefined;
  } catch (error) {
    if (isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) return undefined;
    if (!isOpenStackError(error, 'OPENSTACK_BAD_REQUEST', 'OPENSTACK_CONFLICT')) throw error;
    return error;
  }
}

function reasonOf({ serviceMessage, message }: OpenStackError): string {
  return serviceMessage ?? message;
}

function stillNeeded({ noun }: Removable, id: string, refusal: OpenStackError | undefined): KarborError {
  const answer = refusal ? `the service says: ${reasonOf(refusal)}` : 'the service accepts its removal and then keeps it';
  return new KarborError(
    'KARBOR_STILL_NEEDED',
    `The ${noun} ${id} cannot be removed: ${answer}. Volumes that were made of it probably depend on it, as on Ceph; it can be removed when they are deleted or flattened.`,
    { details: { [noun]: id }, ...(refusal && { cause: refusal }) },
  );
}
