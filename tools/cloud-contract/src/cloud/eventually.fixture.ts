import { setTimeout as delay } from 'node:timers/promises';
import { orAbsent } from '@karbor/openstack';

const patience = 180_000;

/** Reads again and again until `isWanted`; fails at once when `isLost`. */
export async function eventually<T>(
  what: string,
  read: () => Promise<T>,
  isWanted: (value: T) => boolean,
  isLost: (value: T) => boolean = () => false
): Promise<T> {
  const end = performance.now() + patience;
  for (let pause = 4; ; pause = Math.min(pause * 1.5, 500)) {
    const value = await read();
    if (isWanted(value)) return value;
    if (isLost(value) || performance.now() > end) throw new Error(`${what} is ${JSON.stringify(value)}`);
    await delay(pause);
  }
}

interface Stateful {
  readonly status: string;
}

/** Waits for a status; any that begins with `error` (in any case), or `lost`, is the end of it. */
export function reaches<T extends Stateful>(read: () => Promise<T>, status: string): Promise<T> {
  const isLost = (one: T) => one.status !== status && /^(error|killed)/i.test(one.status);
  return eventually(`what should become ${status}`, read, (one) => one.status === status, isLost);
}

/** Waits until a thing is not found any more. */
export async function vanishes(read: () => Promise<unknown>): Promise<void> {
  await eventually(
    'what should be gone',
    () => orAbsent(read()),
    (one) => one === undefined
  );
}
