import { outputOf } from './karbor-process.js';
import type { Outcome } from './karbor-process.js';

/** An item as `--json` prints it. */
export interface Item {
  readonly id: string;
  readonly status: string;
}

/** Deletes all checkpoints with a `karbor` command, and tells what failed. */
export async function deleteCheckpoints(run: (...args: readonly string[]) => Promise<Outcome>): Promise<readonly string[]> {
  const failures: string[] = [];
  const list = ['checkpoint', 'list', '--json'];
  // The newest first: older backups are what newer ones are based on.
  for (const { id, status } of JSON.parse(outputOf(list, await run(...list))) as Item[]) {
    if (status === 'deleted') continue;
    const cancel = status === 'protecting' || status === 'deleting' ? ['--cancel'] : [];
    const { code, err } = await run('checkpoint', 'delete', id, ...cancel);
    if (code !== 0) failures.push(`Checkpoint ${id}, which was ${status}: ${err}`);
  }
  return failures;
}
