import { setTimeout as delay } from 'node:timers/promises';
import { orAbsent } from '@karbor/openstack';

const patience = 300_000;

/** Reads again and again until `isWanted`. */
export async function eventually<T>(what: string, read: () => Promise<T>, isWanted: (value: T) => boolean): Promise<T> {
  const end = performance.now() + patience;
  for (;;) {
    const value = await read();
    if (isWanted(value)) return value;
    if (performance.now() > end) throw new Error(`${what} is ${JSON.stringify(value)}.`);
    await delay(300);
  }
}

/** Waits for a status; one that begins with `error`, in any case, is the end of it. */
export async function reaches<T extends { readonly status: string }>(read: () => Promise<T>, status: string): Promise<T> {
  const isLost = (one: T) => /^(error|killed)/i.test(one.status);
  const one = await eventually(`What should become ${status}`, read, (value) => value.status === status || isLost(value));
  if (one.status !== status) throw new Error(`What should become ${status} is ${JSON.stringify(one)}.`);
  return one;
}

/** Waits until a thing is not found any more. */
export async function vanishes(read: () => Promise<unknown>): Promise<void> {
  await eventually('What should be gone', () => orAbsent(read()), (one) => one === undefined);
}
