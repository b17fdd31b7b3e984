import { KarborError } from '@karbor/plugin-sdk';

/** The same for one of another owner. */
export function operationNotFound(operationId: string): KarborError {
  const message = `There is no operation ${JSON.stringify(operationId)} that runs or was cut off.`;
  return new KarborError('KARBOR_OPERATION_NOT_FOUND', message, { details: { operationId } });
}
