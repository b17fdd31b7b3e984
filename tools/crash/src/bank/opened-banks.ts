import type { BankPlugin } from '@karbor/plugin-sdk';

const name = Symbol.for('@karbor/crash opened banks');
const shared = globalThis as Partial<Record<typeof name, Map<string, BankPlugin>>>;

/** Banks by a name for provider files; the same map however often this module is loaded. */
export const openedBanks: Map<string, BankPlugin> = (shared[name] ??= new Map());
