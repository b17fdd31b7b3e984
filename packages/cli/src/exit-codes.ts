import { codeOf, errorChain } from './output/error-chain.js';

/** What the command's exit code says. */
export const exitCodes = {
  done: 0,
  /** The operation, or what it needed of a bank or a cloud, failed. */
  failed: 1,
  /** What was asked for, or the configuration, is wrong: nothing was done. */
  usage: 2,
  /** Some resources failed, the others are good. */
  partial: 3,
  /** Cancelled, by Ctrl-C for example. */
  cancelled: 130,
} as const;

const usageCodes = new Set([
  ...['KARBOR_USAGE', 'KARBOR_QUERY_INVALID', 'KARBOR_PARAMETERS_INVALID', 'KARBOR_PLAN_INVALID', 'KARBOR_POLICY_INVALID'],
  ...['KARBOR_RESOURCE_INVALID', 'KARBOR_RESOURCE_NOT_FOUND', 'KARBOR_RESOURCE_TYPE_UNKNOWN'],
  ...['KARBOR_RESOURCE_TYPE_UNPROTECTED', 'KARBOR_RESOURCE_TYPE_CONFLICT', 'KARBOR_OPERATION_UNSUPPORTED'],
  ...['KARBOR_RESOURCE_NOT_PROTECTED', 'KARBOR_OPERATION_NOT_FOUND', 'KARBOR_NOTHING_TO_RESUME'],
  ...['KARBOR_CHECKPOINT_NOT_FOUND', 'KARBOR_CHECKPOINT_STATUS', 'KARBOR_KEY_INVALID', 'KARBOR_RESOLVE_FROM_INVALID'],
  ...['OPENSTACK_CLOUD_NOT_FOUND', 'OPENSTACK_CONFIG_INVALID', 'OPENSTACK_NO_SESSION'],
  ...['OPENSTACK_NO_PROJECT', 'OPENSTACK_NO_ENDPOINT', 'OPENSTACK_AUTHENTICATION_FAILED'],
]);
const usagePrefixes = ['KARBOR_PROVIDER_', 'KARBOR_CONFIG_', 'KARBOR_MODULE_', 'KARBOR_PLUGIN_'];

/** The exit code for what ended the command: the error itself, or what led to it. */
export function exitCodeOf(error: unknown): number {
  for (const one of errorChain(error)) {
    const code = codeOf(one) ?? '';
    if (code === 'KARBOR_CANCELLED') return exitCodes.cancelled;
    if (code === 'KARBOR_OPERATION_PARTIAL') return exitCodes.partial;
    // Whatever was at fault, it was begun.
    if (code === 'KARBOR_OPERATION_FAILED') return exitCodes.failed;
    if (usageCodes.has(code) || usagePrefixes.some((prefix) => code.startsWith(prefix))) return exitCodes.usage;
  }
  return exitCodes.failed;
}
