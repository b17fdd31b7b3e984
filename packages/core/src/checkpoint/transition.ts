import { KarborError } from '@karbor/plugin-sdk';
import type { CheckpointStatus } from './checkpoint.js';

/** Where a checkpoint may go from each status by itself. */
const next: Readonly<Record<CheckpointStatus | 'new', readonly CheckpointStatus[]>> = {
  new: ['protecting'],
  protecting: ['available', 'partial', 'error'],
  available: ['deleting'],
  partial: ['protecting', 'deleting'],
  error: ['protecting', 'deleting'],
  deleting: ['deleted', 'error-deleting'],
  'error-deleting': ['deleting'],
  deleted: [],
};

/** Where it may go besides when whoever made it so is gone. */
const nextWhenCancelled: Readonly<Partial<Record<CheckpointStatus, readonly CheckpointStatus[]>>> = {
  protecting: ['protecting', 'deleting'],
  deleting: ['deleting'],
};

/**
 * Checks that a checkpoint may go from a status (`undefined`: it does not exist yet) to another. `cancel`: whoever
 * made it `protecting` or `deleting` is gone.
 * @throws KarborError `KARBOR_CHECKPOINT_STATUS` naming the status and what is allowed
 */
export function transition(
  from: CheckpointStatus | undefined,
  to: CheckpointStatus,
  { cancel = false }: { readonly cancel?: boolean } = {},
): void {
  const allowed = next[from ?? 'new'];
  const whenCancelled = (from && nextWhenCancelled[from]) ?? [];
  if (allowed.includes(to) || (cancel && whenCancelled.includes(to))) return;
  const choices = allowed.length > 0 ? `from there it goes to ${allowed.join(', ')}` : 'it stays so';
  const hint = whenCancelled.includes(to) ? `, and to ${to} with cancel, when whoever works on it is gone` : '';
  throw new KarborError(
    'KARBOR_CHECKPOINT_STATUS',
    `The checkpoint is ${from ?? 'new'} and cannot become ${to}: ${choices}${hint}.`,
    { details: { status: from, wanted: to, allowed: [...allowed, ...(cancel ? whenCancelled : [])] } },
  );
}
