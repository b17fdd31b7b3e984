import { isKarborError } from '@karbor/plugin-sdk';
import { codeOf, errorChain } from './error-chain.js';

/** What to do about an error on the command line, where the message cannot know. By code, the first of a chain counts. */
const hints: Readonly<Record<string, string | ((error: Error) => string | undefined)>> = {
  OPENSTACK_NO_SESSION:
    'If no cloud is chosen yet: name one of clouds.yaml with --os-cloud or OS_CLOUD, or set OS_AUTH_URL and the OS_* variables that belong to it.',
  OPENSTACK_CLOUD_NOT_FOUND: 'Choose a cloud with --os-cloud.',
  OPENSTACK_NO_PROJECT: 'Name a project with --project-id, or in the configuration of the cloud.',
  KARBOR_CONFIG_DIR_NOT_FOUND: 'On the command line that is --config-dir, or KARBOR_CONFIG_DIR.',
  KARBOR_MODULE_NOT_FOUND: 'If it is installed elsewhere, name that folder with --resolve-from.',
  KARBOR_PROVIDER_NOT_FOUND: '"karbor provider check" tells what is wrong with each file.',
  KARBOR_CHECKPOINT_NOT_FOUND: '"karbor checkpoint list" shows those of this provider and project. Those of another project are listed, shown, verified and restored with --from-project ID.',
  KARBOR_OPERATION_FAILED: (error) => leftBehind(error) ?? leaseLost(error),
  KARBOR_OPERATION_PARTIAL: (error) => leftBehind(error) ?? retry(error),
  KARBOR_OPERATION_NOT_FOUND: '"karbor sweep --dry-run" lists those of this project that were cut off. Act for the project that it restores into.',
  KARBOR_RESOURCE_HELD: held,
  KARBOR_CANCELLED: leftBehind,
  KARBOR_RESOURCE_NOT_FOUND: ({ message }) =>
    message.includes('OS::Keystone::Project#') ? 'To protect another project, act for it with --project-id.' : undefined,
  KARBOR_CHECKPOINT_STATUS: ({ message }) => (message.includes('with cancel') ? 'Then add --cancel.' : undefined),
  KARBOR_OPERATION_RUNNING: ({ message }) =>
    message.includes('with cancel') ? 'With --wait it is waited for; "karbor checkpoint delete --cancel" stops it.' : undefined,
  KARBOR_CHECKPOINT_BUSY: 'If whoever works on it is gone, "karbor sweep" takes care of it.',
};

/** The hint that helps with an error or with what led to it. */
export function hintFor(error: unknown): string | undefined {
  for (const one of errorChain(error)) {
    const hint = hints[codeOf(one) ?? ''];
    const text = typeof hint === 'function' ? hint(one) : hint;
    if (text !== undefined) return text;
  }
  return undefined;
}

/** What a protect could not release belongs to its checkpoint. */
function leftBehind(error: Error): string | undefined {
  const { operation, checkpointId } = aboutOperation(error);
  if (!isDueTo(error, 'KARBOR_RELEASE_FAILED') || checkpointId === undefined) return undefined;
  const command = operation === 'protect' ? `checkpoint delete ${checkpointId}` : 'sweep';
  return `"karbor ${command}" tries again to release what is left behind.`;
}

function leaseLost(error: Error): string | undefined {
  const { operation, checkpointId, operationId } = aboutOperation(error);
  if (!isDueTo(error, 'KARBOR_LEASE_LOST') || operationId === undefined) return undefined;
  const command = operation === 'restore' ? `restore --resume ${operationId}` : `checkpoint resume ${checkpointId ?? ''}`;
  return `"karbor ${command}" goes on with it.`;
}

function retry(error: Error): string | undefined {
  const { operation, checkpointId } = aboutOperation(error);
  return operation === 'protect' ? `"karbor protect --retry ${checkpointId ?? ''}" does again what failed.` : undefined;
}

function held(error: Error): string {
  const isGone = isKarborError(error) && error.details['gone'] === true;
  return isGone ? '"karbor sweep" releases what it left, "karbor sweep --resume" goes on with it.' : 'With --wait it is waited for.';
}

interface AboutOperation {
  readonly operation?: string;
  readonly checkpointId?: string;
  readonly operationId?: string;
}

function aboutOperation(error: Error): AboutOperation {
  return isKarborError(error) ? error.details : {};
}

function isDueTo(error: Error, code: string): boolean {
  return [...errorChain(error)].some((one) => codeOf(one) === code);
}
