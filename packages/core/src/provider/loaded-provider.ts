import type { BankPlugin, Logger, Protectable, ProtectionPlugin } from '@karbor/plugin-sdk';
import type { FlowPolicy } from '../executor/executor-policy.js';
import type { LeaseWindows } from '../lease/lease-windows.js';
import type { LoadedModule, LoadedPlugin } from './protection-provider.js';

/** A definition with its sections of the provider file, as its `configSchema` gives them. */
export interface Configured<Definition> {
  readonly definition: Definition;
  readonly config: unknown;
  /** The version of the npm package that it came from. */
  readonly version: string;
}

/** A provider file with all that it names, checked and resolved: what a provider is made of. */
export interface LoadedProvider {
  readonly file: string;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly bankModule: LoadedModule;
  readonly bank: BankPlugin;
  readonly plugins: readonly LoadedPlugin[];
  /** By resource type. */
  readonly protectionPlugins: ReadonlyMap<string, Configured<ProtectionPlugin>>;
  /** By resource type. */
  readonly protectables: ReadonlyMap<string, Configured<Protectable>>;
  /** The flow's defaults, from `[executor]`. */
  readonly executor: Partial<FlowPolicy>;
  /** Milliseconds that one release of an effect may take, from `[executor]`. */
  readonly releaseTimeoutMs: number;
  /** Of leases on its bank, from `[executor]` or the bank's section. */
  readonly lease: LeaseWindows;
  /** Where the provider and its plugins say what they do. */
  readonly log: Logger;
}
