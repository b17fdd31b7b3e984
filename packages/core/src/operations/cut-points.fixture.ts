import type { BankPlugin } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import type { MemoryBank } from '@karbor/plugin-sdk/testing';

const never = () => new Promise<never>(() => undefined);

/** A process that dies when its nth call has taken effect, before it is answered: from then on nothing of it goes on. */
export class MortalProcess {
  readonly #cutAt: number;
  #calls = 0;
  #die: () => void = () => undefined;
  readonly dead = new Promise<void>((resolve) => (this.#die = resolve));
  #isDead = false;

  /** Default: it lives on. */
  constructor(cutAt = Infinity) {
    this.#cutAt = cutAt;
  }

  /** How many calls there have been that change something. */
  get calls(): number {
    return this.#calls;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** A call that changes something in the bank or outside. */
  async change<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.#isDead) return await never();
    this.#calls += 1;
    const isLast = this.#calls === this.#cutAt;
    const result = await call();
    if (isLast) {
      this.#isDead = true;
      this.#die();
    }
    return this.#isDead ? await never() : result;
  }

  async look<Result>(call: () => Promise<Result>): Promise<Result> {
    return this.#isDead ? await never() : await call();
  }

  /** What the process comes to; `undefined` when it dies before. */
  async live<Result>(life: () => Promise<Result>): Promise<Result | undefined> {
    return await Promise.race([life(), this.dead.then(() => undefined)]);
  }

  /** The bank as this process has it. */
  bank(inner: BankPlugin): BankPlugin {
    return {
      features: inner.features,
      putObject: (...args) => this.change(() => inner.putObject(...args)),
      deleteObject: (...args) => this.change(() => inner.deleteObject(...args)),
      getObject: (...args) => this.look(() => inner.getObject(...args)),
      listObjects: (...args) => inner.listObjects(...args),
    };
  }
}

/** Another bank with the same objects. */
export async function copyOf(bank: MemoryBank): Promise<MemoryBank> {
  const copy = memoryBank();
  for (const key of bank.keys()) await copy.putObject(key, bank.bytes(key) ?? new Uint8Array());
  return copy;
}
