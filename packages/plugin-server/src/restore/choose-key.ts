import type { RestoreQuestion } from '../hook-arguments.js';
import { chosen } from './choice.js';
import { missing } from './missing.js';
import type { Offers } from './offers.js';

/** The name of the new server's key pair, null for none. */
export async function chooseKey(args: RestoreQuestion, offers: Offers): Promise<string | null> {
  const { parameters, savedInfo } = args;
  const { restore_key_names: entries, restore_key_name: value } = parameters;
  const original = savedInfo.server.keyName;
  if (original === null && entries === undefined && value === undefined) return null;
  const choices = (await offers.keypairs()).map(({ name }) => ({ id: name, name }));
  const key = chosen<null>(args, {
    ...{ noun: 'key pair', choices, original: [original] },
    map: { parameter: 'restore_key_names', entries },
    single: { parameter: 'restore_key_name', value },
  });
  if (key !== undefined) return key?.name ?? null;
  if (original === null || choices.some(({ name }) => name === original)) return original;
  throw missing(args, `its key pair "${original}"`, {
    ...{ parameter: 'restore_key_name', choices },
    advice: 'A key pair belongs to a user. Name another one in restore_key_names or restore_key_name, or null for none.',
  });
}
