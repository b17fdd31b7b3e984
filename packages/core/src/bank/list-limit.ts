import { KarborError } from '@karbor/plugin-sdk';

/** @throws KarborError `KARBOR_LIST_INVALID` */
export function checkLimit(limit: number | undefined): void {
  if (limit === undefined || (Number.isSafeInteger(limit) && limit >= 0)) return;
  throw new KarborError('KARBOR_LIST_INVALID', `The limit of a listing must be a whole number from 0 on, not ${limit}.`, {
    details: { limit },
  });
}
