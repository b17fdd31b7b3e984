import type { RestoreQuestion } from '../hook-arguments.js';
import { missing } from './missing.js';

/** Something in the cloud that a server can have. */
export interface Choice {
  readonly id: string;
  readonly name: string;
}

/** What the parameters of a restore say about one thing of a server. */
export interface Wish<None extends null> {
  /** Such as `flavor`, for errors. */
  readonly noun: string;
  /** All that there is. */
  readonly choices: readonly Choice[];
  /** New ones by old ones, and the parameter that it is. */
  readonly map: { readonly parameter: string; readonly entries: Readonly<Record<string, string | None>> | undefined };
  /** One for all, and the parameter that it is. */
  readonly single?: { readonly parameter: string; readonly value: string | None | undefined };
  /** The id and the name of the original, as far as they are known. */
  readonly original: readonly (string | null | undefined)[];
}

/**
 * What the parameters choose: the map's entry for the original, or else the single value; `undefined` when they say
 * nothing. All that they name must be there, also for other servers: so a slip is found with the first server.
 * @throws KarborError `KARBOR_RESTORE_TARGET` with what there is
 */
export function chosen<None extends null>(args: RestoreQuestion, wish: Wish<None>): Choice | None | undefined {
  const { map, single, original } = wish;
  const entries = new Map(
    Object.entries(map.entries ?? {}).map(([old, wanted]) => [old, find(args, wish, wanted, map.parameter)]),
  );
  const one = single?.value === undefined ? undefined : find(args, wish, single.value, single.parameter);
  const hit = original.find((old) => old != null && entries.has(old));
  return hit == null ? one : entries.get(hit);
}

function find<None extends null>(
  args: RestoreQuestion,
  { noun, choices }: Wish<None>,
  wanted: string | None,
  parameter: string,
): Choice | None {
  if (wanted === null) return wanted;
  const found = byIdOrName(choices, wanted);
  if (found) return found;
  throw missing(args, `${noun} "${wanted}"`, { parameter, choices });
}

/** By its id, or else the only one of that name: in another project the same name has another id. */
export function byIdOrName<T extends Choice>(choices: readonly T[], id: string, name = id): T | undefined {
  const named = choices.filter((one) => one.name === name);
  return choices.find((one) => one.id === id) ?? (named.length === 1 ? named[0] : undefined);
}
