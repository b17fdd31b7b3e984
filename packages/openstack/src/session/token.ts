import type { CatalogService } from './service-catalog.js';
import type { Authentication } from './session.js';

/** A token as Keystone gave it. */
export interface Token {
  readonly value: string;
  /** How many milliseconds it had left when it came, by the service's clock. */
  readonly lifetime: number;
  readonly authentication: Authentication;
  readonly catalog: readonly CatalogService[];
}

/** Keeps a good token at hand. */
export interface TokenKeeper {
  /** A token that is good for a while yet; concurrent calls share one request for it. */
  get(signal: AbortSignal | undefined): Promise<Token>;
  /** Makes `get` fetch a new one, if `value` is still the current one. */
  invalidate(value: string): void;
}

interface Held {
  readonly token: Token;
  readonly endsAt: number;
  /** When to fetch the next one. */
  renewAt: number;
}

/** `renewBefore` in milliseconds. */
export function keepToken(fetchToken: () => Promise<Token>, renewBefore: number): TokenKeeper {
  let held: Held | undefined;
  let pending: Promise<Token> | undefined;

  async function renew(): Promise<Token> {
    try {
      const token = await fetchToken();
      const now = Date.now();
      const margin = Math.min(renewBefore, token.lifetime / 2);
      held = { token, endsAt: now + token.lifetime, renewAt: now + token.lifetime - margin };
      return token;
    } catch (error) {
      // A token that is still good outlives a Keystone that is away for a moment.
      const now = Date.now();
      if (held === undefined || held.endsAt <= now) throw error;
      held.renewAt = now + (held.endsAt - now) / 2;
      return held.token;
    } finally {
      pending = undefined;
    }
  }

  return {
    get: async (signal) => {
      signal?.throwIfAborted();
      if (held !== undefined && Date.now() < held.renewAt) return held.token;
      pending ??= renew();
      return await untilAborted(pending, signal);
    },
    invalidate: (value) => {
      if (held?.token.value === value) held = undefined;
    },
  };
}

/** Waits for what others wait for too: an abort ends this wait only. */
async function untilAborted<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await shared;
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => {
    onAbort = resolve;
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([shared, aborted]);
    signal.throwIfAborted();
    return await shared;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
