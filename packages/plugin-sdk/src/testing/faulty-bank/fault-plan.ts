import { matches } from './bank-fault.js';
import type { BankCall, BankFault } from './bank-fault.js';

/** The faults that are waiting for their calls. */
export class FaultPlan {
  #waiting: { readonly fault: BankFault; seen: number }[] = [];
  #silence: BankFault | undefined;

  add(fault: BankFault): void {
    this.#waiting.push({ fault, seen: 0 });
  }

  clear(): void {
    this.#waiting = [];
    this.#silence = undefined;
  }

  /** The faults that hit this call, in the order in which they were given. */
  hits(call: Pick<BankCall, 'method' | 'key'>): readonly BankFault[] {
    const hits: BankFault[] = [];
    for (const one of this.#waiting) {
      if (!isFor(one.fault, call)) continue;
      one.seen += 1;
      const { nth = 1, times = 1 } = one.fault;
      if (one.seen < nth || one.seen >= nth + times) continue;
      hits.push(one.fault);
      if (one.fault.fault === 'silence') this.#silence ??= one.fault;
    }
    return this.#silence && !hits.includes(this.#silence) ? [...hits, this.#silence] : hits;
  }
}

function isFor(fault: BankFault, call: Pick<BankCall, 'method' | 'key'>): boolean {
  if ((fault.fault === 'truncate' || fault.fault === 'flip') && call.method !== 'getObject') return false;
  return matches(fault, call);
}
