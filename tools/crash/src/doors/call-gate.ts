import { isCut } from './trouble.js';
import type { Trouble } from './trouble.js';

export type Side = 'bank' | 'cloud';

/** A call that is about to be made. */
export interface Call {
  readonly side: Side;
  /** Whether it may change anything. */
  readonly changes: boolean;
  /** For people: `putObject leases/…`, `POST /compute/v2.1/servers`. */
  readonly what: string;
}

/** What a caller hears instead of an answer. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  constructor(readonly why: 'refused' | 'timeout' | 'lost') {
    super(`Injected: ${why}`);
  }
}

/** Stands before all calls of one operation to its bank and its cloud, counts them, and lets one of them go wrong. */
export class CallGate {
  /** Those that count, in their order: bank calls that change something, and all cloud calls. */
  readonly calls: Call[] = [];
  /** Resolves when the process is to be taken for killed. */
  readonly killed: Promise<void>;
  #kill: () => void = () => undefined;
  #isDead = false;
  #gone: Side | undefined;

  constructor(readonly trouble?: Trouble) {
    this.killed = new Promise((resolve) => (this.#kill = resolve));
  }

  /** The call that went wrong, when it came so far. */
  get hit(): Call | undefined {
    return this.trouble && this.calls[this.trouble.at - 1];
  }

  /** Makes a call unless the gate is against it. After a kill nothing is ever answered. @throws NoAnswer */
  async pass<Result>(call: Call, act: () => Promise<Result>): Promise<Result> {
    const kind = this.#isDead ? 'cut-before' : this.#next(call);
    if (kind && isCut(kind)) {
      if (kind === 'cut-after') await act().catch(() => undefined);
      this.#die();
    }
    if (this.#isDead) return await never();
    if (kind === 'error' || this.#gone === call.side) throw new NoAnswer('refused');
    if (kind === 'timeout') throw new NoAnswer('timeout');
    const result = await act();
    if (this.#hasDied()) return await never();
    if (kind === 'lost-answer') throw new NoAnswer('lost');
    return result;
  }

  /** Counts a call, and tells what is to become of it. */
  #next(call: Call): Trouble['kind'] | undefined {
    if (call.side === 'bank' && !call.changes) return undefined;
    this.calls.push(call);
    if (this.calls.length !== this.trouble?.at) return undefined;
    if (this.trouble.kind === 'gone') this.#gone = call.side;
    return this.trouble.kind;
  }

  #hasDied(): boolean {
    return this.#isDead;
  }

  #die(): void {
    this.#isDead = true;
    this.#kill();
  }
}

function never<Result>(): Promise<Result> {
  return new Promise(() => undefined);
}
