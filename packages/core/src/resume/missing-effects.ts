import { isKarborError, KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Context, Logger } from '@karbor/plugin-sdk';
import { mapWithLimit } from '../concurrency.js';
import type { OutstandingEffect } from '../effects/outstanding-effect.js';
import { asError } from '../executor/as-error.js';

/** Who asks what is there. */
export interface Asking {
  readonly context: Context;
  readonly log: Logger;
  readonly signal?: AbortSignal | undefined;
}

/** How many effects are asked about at once. */
const asksAtOnce = 16;

/**
 * Asks the plugins which of these effects are not there any more, and gives their tags.
 * @throws KarborError with the code of what a plugin threw, or `KARBOR_EXISTS_FAILED`, naming the effect
 */
export async function missingEffects(effects: readonly OutstandingEffect[], asking: Asking): Promise<ReadonlySet<string>> {
  const { signal } = asking;
  const missing = new Set<string>();
  await mapWithLimit(effects, asksAtOnce, async (effect) => {
    signal?.throwIfAborted();
    if (!(await isThere(effect, asking))) missing.add(effect.tag);
  });
  return missing;
}

async function isThere(effect: OutstandingEffect, { context, log, signal = new AbortController().signal }: Asking): Promise<boolean> {
  const { definition, kind, data, result, tag, resource, config } = effect;
  try {
    return (await definition.exists?.({ data, result, tag, resource, config, context, signal, log })) ?? true;
  } catch (cause) {
    signal.throwIfAborted();
    const code = isKarborError(cause) ? cause.code : 'KARBOR_EXISTS_FAILED';
    const message = `Whether the ${kind} "${tag}" of ${resourceKey(resource)} is still there could not be told: ${asError(cause).message}`;
    throw new KarborError(code, message, { cause, details: { resource: resourceKey(resource), kind, tag } });
  }
}
