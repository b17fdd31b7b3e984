import type { BankPlugin } from '@karbor/plugin-sdk';

const name = Symbol.for('@karbor/crash opened banks');
const shared = globalThis as unknown as Record<symbol, Map<string, BankPlugin> | undefined>;

/** Banks by a name for provider files; the same map however often this module is loaded. */
export const openedBanks: Map<string, BankPlugin> = (shared[name] ??= new Map<string, BankPlugin>());
