import type { BankCall, BankFault } from './bank-fault.js';

/** What a call goes through before it takes effect. @throws what a `refuse` or a `silence` says; the signal's reason */
export async function inflictBefore(
  call: Pick<BankCall, 'method' | 'key'>,
  hits: readonly BankFault[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const hit of hits) {
    if (hit.fault === 'delay') await untilAborted(hit.until(), signal);
    if (hit.fault === 'refuse' || hit.fault === 'silence') throw hit.error ?? injected(call, hit);
  }
}

/** What it goes through after it has taken effect. @throws what a `lose-answer` says */
export function inflictAfter(call: Pick<BankCall, 'method' | 'key'>, hits: readonly BankFault[]): void {
  for (const hit of hits) {
    if (hit.fault === 'lose-answer') throw hit.error ?? injected(call, hit);
  }
}

/** What is read through the faults. */
export function damage(bytes: Uint8Array, hits: readonly BankFault[]): Uint8Array {
  let read = bytes;
  for (const hit of hits) {
    if (hit.fault === 'truncate') read = read.slice(0, hit.length);
    if (hit.fault === 'flip') read = read.map((byte, offset) => (offset === (hit.offset ?? 0) ? byte ^ 0xff : byte));
  }
  return read;
}

/** No Karbor error: a bank fails with what its network or its disk says. */
function injected({ method, key }: Pick<BankCall, 'method' | 'key'>, { fault }: BankFault): Error {
  return new Error(`Injected fault: ${fault} of ${method} "${key}"`);
}

async function untilAborted(wait: PromiseLike<unknown>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) {
    await wait;
    return;
  }
  signal.throwIfAborted();
  const ended = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true, signal: ended.signal });
  });
  try {
    await Promise.race([wait, aborted]);
  } finally {
    ended.abort();
  }
}
