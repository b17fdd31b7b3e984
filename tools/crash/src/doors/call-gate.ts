import { isCut, isLasting } from './trouble.js';
import type { Trouble, TroubleKind } from './trouble.js';

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
  constructor(readonly why: 'refused' | 'timeout' | 'never' | 'lost') {
    super(`Injected: ${why}`);
  }
}

/**
 * Whether a call is one of those that are counted for a kind of trouble: all; but a process that is killed at a call that
 * only reads the bank is as one that is killed at the next one.
 */
export function counts(kind: TroubleKind, { side, changes }: Call): boolean {
  return !isCut(kind) || changes || side === 'cloud';
}

/** Stands before all calls of one operation to its bank and its cloud, counts them, and lets one of them go wrong. */
export class CallGate {
  /** In their order: those that count for its trouble, or all. */
  readonly calls: Call[] = [];
  /** Resolves when the process is to be taken for killed. */
  readonly killed: Promise<void>;
  #tellKilled: () => void = () => undefined;
  #isDead = false;
  readonly #underWay = new Set<Promise<unknown>>();
  #lasting: Side | undefined;

  constructor(readonly trouble?: Trouble) {
    this.killed = new Promise((resolve) => (this.#tellKilled = resolve));
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
      this.kill();
    }
    if (this.#isDead) return await never();
    if (kind === 'error' || kind === 'gone') throw new NoAnswer('refused');
    if (kind === 'timeout' || kind === 'hang') throw new NoAnswer(kind === 'timeout' ? 'timeout' : 'never');
    const acting = act();
    this.#underWay.add(acting);
    const result = await acting.finally(() => this.#underWay.delete(acting));
    if (this.#hasDied()) return await never();
    if (kind === 'lost-answer' || kind === 'deaf') throw new NoAnswer('lost');
    return result;
  }

  /** Resolves when the calls that have passed it by now have had their effect. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  /** Counts a call, and tells what is to become of it. */
  #next(call: Call): TroubleKind | undefined {
    const { trouble } = this;
    if (trouble && !counts(trouble.kind, call)) return undefined;
    this.calls.push(call);
    if (!trouble) return undefined;
    if (this.calls.length !== trouble.at) return this.#lasting === call.side ? trouble.kind : undefined;
    if (isLasting(trouble.kind)) this.#lasting = call.side;
    return trouble.kind;
  }

  #hasDied(): boolean {
    return this.#isDead;
  }

  /** From now on nothing is answered. */
  kill(): void {
    this.#isDead = true;
    this.#tellKilled();
  }
}

function never<Result>(): Promise<Result> {
  return new Promise(() => undefined);
}
