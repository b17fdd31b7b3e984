import { randomUUID } from 'node:crypto';
import type { Fault, FaultEffect, FaultRequest, Faults } from '../api/faults.js';
import { matches, type Matchable } from '../http/request-log.js';

type OpenFault = { -readonly [Key in keyof Fault]: Fault[Key] };

const positive = (field: string, value: number | undefined): void => {
  if (value !== undefined && (!Number.isInteger(value) || value < 1))
    throw new RangeError(`A fault's ${field} must be a whole number from 1 on, not ${value}.`);
};

const checkEffect = (effect: FaultEffect): void => {
  if (effect.kind === 'status' && (effect.status < 200 || effect.status > 599))
    throw new RangeError(`A fault's effect.status must be from 200 to 599, not ${effect.status}.`);
  if (effect.kind === 'latency' && !(effect.milliseconds >= 0))
    throw new RangeError(`A fault's effect.milliseconds must be 0 or more, not ${effect.milliseconds}.`);
};

export interface Hit {
  readonly id: string;
  readonly effect: FaultEffect;
}

/** The faults that wait for their requests. */
export class FaultList implements Faults {
  readonly #faults = new Map<string, OpenFault>();

  add(request: FaultRequest): Fault {
    positive('nth', request.nth);
    if (request.count !== 'forever') positive('count', request.count);
    checkEffect(request.effect);
    const fault: OpenFault = { ...request, id: randomUUID(), seen: 0, hits: 0 };
    this.#faults.set(fault.id, fault);
    return fault;
  }

  list(): readonly Fault[] {
    return [...this.#faults.values()];
  }

  remove(id: string): void {
    this.#faults.delete(id);
  }

  clear(): void {
    this.#faults.clear();
  }

  /** Counts this request in every fault that matches it and tells which one hits it. */
  take(request: Matchable): Hit | undefined {
    let hit: OpenFault | undefined;
    for (const fault of this.#faults.values()) {
      if (!matches(fault, request)) continue;
      fault.seen += 1;
      const first = fault.nth ?? 1;
      const count = fault.count === 'forever' ? Infinity : (fault.count ?? 1);
      const due = fault.seen >= first && fault.hits < count;
      if (due && hit === undefined) {
        fault.hits += 1;
        hit = fault;
      }
    }
    return hit === undefined ? undefined : { id: hit.id, effect: hit.effect };
  }
}
