import { setTimeout as delay } from 'node:timers/promises';
import type { Devcloud } from '@karbor/devcloud';
import type { KarborProcess } from './karbor-process.js';
import type { Operator } from './operator.js';

/** The request that makes a snapshot of a volume. */
export const makesSnapshot = { service: 'volume', method: 'POST', path: /snapshots$/ } as const;

/** The status of a server by its name. */
export function statusOf({ cloud }: { readonly cloud: Devcloud }, name: string): string | undefined {
  return cloud.inventory().servers.find((server) => server.name === name)?.status;
}

/** Starts to protect, and resolves when the server `db` is paused. No snapshot of a volume comes to an end. */
export async function protectUntilPaused(operator: Operator, ...args: readonly string[]): Promise<KarborProcess> {
  operator.cloud.faults.add({ ...makesSnapshot, effect: { kind: 'hang' }, count: 'forever' });
  const running = operator.start(['protect', ...args]);
  await reached(operator, running, 'db', 'PAUSED');
  return running;
}

/** Resolves when a server is in this status; rejects when the process ends before. */
export async function reached(operator: Operator, running: KarborProcess, name: string, status: string): Promise<void> {
  let early: string | undefined;
  void running.ended.then(({ err }) => (early = err));
  while (statusOf(operator, name) !== status) {
    if (early !== undefined) throw new Error(`It ended too early: ${early}`);
    await delay(5);
  }
}
