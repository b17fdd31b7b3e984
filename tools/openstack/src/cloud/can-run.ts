import { CloudError } from '../cloud-error.js';
import { machineFacts } from '../machine/machine-facts.js';
import { refusalOf } from '../machine/refusal.js';

/** Why the cloud cannot run on this machine: a whole sentence, or `undefined` when it can. */
export const refusal = ({ guests = false }: { readonly guests?: boolean | undefined } = {}): string | undefined =>
  refusalOf(machineFacts(), { guests });

export function assertCanRun(guests: boolean): void {
  const reason = refusal({ guests });
  if (reason !== undefined) throw new CloudError('CLOUD_CANNOT_RUN', reason);
}
