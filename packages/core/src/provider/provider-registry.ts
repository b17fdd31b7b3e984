import { KarborError, silentLogger } from '@karbor/plugin-sdk';
import type { Logger } from '@karbor/plugin-sdk';
import { asError } from '../executor/as-error.js';
import { createProvider } from '../operations/provider.js';
import { loadProviders } from './load-providers.js';
import type { LoadedProviders } from './load-providers.js';
import type { ProtectionProvider } from './protection-provider.js';
import type { DisabledProvider, ProviderProblem, ProviderWarning } from './provider-problem.js';

/** Where provider files are when nothing else is said. */
export const defaultConfigDir = '/etc/karbor/providers.d';

export interface ProviderRegistryOptions {
  /** The folder of the provider files: its `*.conf`, in the order of their names. Default `/etc/karbor/providers.d`. */
  readonly configDir?: string;
  /**
   * From where the npm modules of plugins and banks are resolved: URLs or paths of files or folders, tried in order.
   * A service gives its `import.meta.url`.
   */
  readonly resolveFrom: string | readonly string[];
  /** Default: nothing is said. */
  readonly log?: Logger;
}

/** The providers of a folder of provider files. */
export class ProviderRegistry {
  /** What could not be loaded, and why; a file may have several problems. In the order of the files' names. */
  readonly problems: readonly ProviderProblem[];
  /** What was loaded and is probably a mistake, such as a misspelt section. */
  readonly warnings: readonly ProviderWarning[];
  /** What its file switches off with `enabled = false`. */
  readonly disabled: readonly DisabledProvider[];
  readonly #providers: ReadonlyMap<string, ProtectionProvider>;

  private constructor({ providers, problems, warnings, disabled }: LoadedProviders<ProtectionProvider>) {
    this.#providers = new Map(providers.map((provider) => [provider.id, provider]));
    this.problems = problems;
    this.warnings = warnings;
    this.disabled = disabled;
  }

  /**
   * Loads all provider files of a folder, and opens their banks. A file that is bad becomes a problem and stops nobody
   * else; a folder without `*.conf` gives an empty registry. Close it when it is no longer needed.
   * @throws KarborError `KARBOR_CONFIG_DIR_NOT_FOUND`, `KARBOR_CONFIG_DIR_UNREADABLE`, `KARBOR_RESOLVE_FROM_INVALID`
   */
  static async load(options: ProviderRegistryOptions): Promise<ProviderRegistry> {
    const { configDir = defaultConfigDir, resolveFrom, log = silentLogger } = options;
    const loaded = await loadProviders({ configDir, resolveFrom, log, createProvider });
    for (const { file, error } of loaded.problems) log.error(error.message, { code: error.code, file });
    for (const { file, code, message } of loaded.warnings) log.warn(message, { code, file });
    return new ProviderRegistry(loaded);
  }

  /** In the order of their files' names. */
  list(): readonly ProtectionProvider[] {
    return [...this.#providers.values()];
  }

  /** @throws KarborError `KARBOR_PROVIDER_NOT_FOUND` saying what is wrong with its file, or which ids there are */
  get(id: string): ProtectionProvider {
    const provider = this.#providers.get(id);
    if (provider) return provider;
    throw new KarborError('KARBOR_PROVIDER_NOT_FOUND', this.#whyNot(id), { details: { providerId: id } });
  }

  /** Closes all providers, and so their banks. @throws KarborError `KARBOR_BANK_FAILED` naming those that failed */
  async close(): Promise<void> {
    const providers = this.list();
    const ends = await Promise.allSettled(providers.map((provider) => provider.close()));
    const failures = ends.flatMap((end, index) => {
      if (end.status === 'fulfilled') return [];
      const cause = asError(end.reason);
      return [{ cause, what: `"${providers[index]?.id ?? ''}": ${cause.message}` }];
    });
    if (failures.length === 0) return;
    const message = `Cannot close the bank of ${failures.map(({ what }) => what).join(' ')}`;
    throw new KarborError('KARBOR_BANK_FAILED', message, { cause: failures[0]?.cause });
  }

  #whyNot(id: string): string {
    const problems = this.problems.filter(({ providerId }) => providerId === id);
    if (problems.length > 0) {
      return `The provider "${id}" could not be loaded: ${problems.map(({ error }) => error.message).join(' ')}`;
    }
    const disabled = this.disabled.find((one) => one.id === id);
    if (disabled) return `The provider "${id}" is disabled in ${disabled.file}: set enabled = true there.`;
    const known = [...this.#providers.keys()].join(', ') || 'none';
    const files = [...new Set(this.problems.map(({ file }) => file))];
    const bad = files.length > 0 ? ` Not loaded for their problems: ${files.join(', ')}.` : '';
    return `There is no provider "${id}". Known are: ${known}.${bad}`;
  }
}
