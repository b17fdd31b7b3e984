import type { BankPlugin } from '../../bank.js';
import { matches } from './bank-fault.js';
import type { BankCall, BankCallMatch, BankFault } from './bank-fault.js';
import { FaultPlan } from './fault-plan.js';
import { damage, inflictAfter, inflictBefore } from './inflict.js';

/** A bank that goes wrong where a test wants it to, and remembers its calls. */
export interface FaultyBank extends BankPlugin {
  /** Every call so far, oldest first. A listing begins when its first key is asked for. */
  readonly calls: readonly BankCall[];
  /** How many calls match; all of them without `match`. */
  count(match?: BankCallMatch): number;
  /** Adds a fault, which counts calls from now on. */
  inject(fault: BankFault): void;
  /** Drops all faults. */
  heal(): void;
}

type Call = { -readonly [Name in keyof BankCall]: BankCall[Name] };

/** Puts faults before a bank. Without faults it behaves as `inner` does. */
export function faultyBank(inner: BankPlugin, faults: readonly BankFault[] = []): FaultyBank {
  const plan = new FaultPlan();
  const calls: Call[] = [];
  for (const fault of faults) plan.add(fault);

  function begin(about: Omit<BankCall, 'faults' | 'outcome'>) {
    const hits = plan.hits(about);
    const call: Call = { ...about, faults: hits.map(({ fault }) => fault), outcome: 'pending' };
    calls.push(call);
    return { call, hits };
  }

  async function run<T>(
    about: Omit<BankCall, 'faults' | 'outcome'>,
    signal: AbortSignal | undefined,
    perform: (hits: readonly BankFault[]) => Promise<T>,
  ): Promise<T> {
    const { call, hits } = begin(about);
    try {
      await inflictBefore(call, hits, signal);
      const result = await perform(hits);
      inflictAfter(call, hits);
      call.outcome = 'done';
      return result;
    } catch (error) {
      call.outcome = 'failed';
      throw error;
    }
  }

  return {
    get features() {
      return inner.features;
    },
    putObject: (key, bytes, options = {}) => {
      const about = { method: 'putObject', key, ifAbsent: options.ifAbsent ?? false, size: bytes.length } as const;
      return run(about, options.signal, () => inner.putObject(key, bytes, options));
    },
    getObject: (key, options = {}) =>
      run({ method: 'getObject', key }, options.signal, async (hits) => damage(await inner.getObject(key, options), hits)),
    deleteObject: (key, options = {}) =>
      run({ method: 'deleteObject', key }, options.signal, () => inner.deleteObject(key, options)),

    async *listObjects(prefix, options = {}) {
      const { call, hits } = begin({ method: 'listObjects', key: prefix });
      try {
        await inflictBefore(call, hits, options.signal);
        yield* inner.listObjects(prefix, options);
        inflictAfter(call, hits);
      } catch (error) {
        call.outcome = 'failed';
        throw error;
      } finally {
        if (call.outcome === 'pending') call.outcome = 'done';
      }
    },
    ...(inner.close && { close: async () => inner.close?.() }),

    calls,
    count: (match = {}) => calls.filter((call) => matches(match, call)).length,
    inject: (fault) => plan.add(fault),
    heal: () => plan.clear(),
  };
}
