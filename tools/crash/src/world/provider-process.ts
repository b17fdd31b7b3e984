import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProviderRegistry } from '@karbor/core';
import type { ProtectionProvider } from '@karbor/core';
import { connect } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import type { BankPlugin, Context } from '@karbor/plugin-sdk';
import { openedBanks } from '../bank/opened-banks.js';
import type { CallGate } from '../doors/call-gate.js';
import { gatedBank } from '../doors/gated-bank.js';
import { gatedCloud } from '../doors/gated-cloud.js';
import type { GatedCloud } from '../doors/gated-cloud.js';
import { isLasting } from '../doors/trouble.js';
import type { Trouble } from '../doors/trouble.js';
import { cloudConfig } from './cloud-config.js';
import { pluginSections } from './plugin-sections.js';
import type { SmallCloud } from './small-cloud.js';

/** What a process has that works with a provider: nothing of it is shared with another but the bank and the cloud. */
export class ProviderProcess {
  private constructor(
    readonly provider: ProtectionProvider,
    readonly context: Context,
    readonly session: Session,
    private readonly registry: ProviderRegistry,
    private readonly door: GatedCloud,
  ) {}

  static async start({ cloud, projectId }: SmallCloud, bank: BankPlugin, gate: CallGate): Promise<ProviderProcess> {
    const limits = limitsFor(gate.trouble);
    const door = await gatedCloud(cloud.url, gate);
    const session = connect(cloudConfig(cloud, door.url, limits.timeoutMs), { retry: { attempts: 2, minDelay: 1, maxDelay: 1 } });
    const registry = await loadProvider(gatedBank(bank, gate), limits);
    return new ProviderProcess(registry.get('crash'), { projectId, auth: session }, session, registry, door);
  }

  /** As the system does for a process that was killed: its connections break. It is not asked to do anything. */
  async kill(): Promise<void> {
    await this.session.close();
    await this.door.close();
  }

  async end(): Promise<void> {
    await this.registry.close();
    await this.kill();
  }
}

interface Limits {
  /** In milliseconds: for one answer of the cloud. */
  readonly timeoutMs: number;
  /** In seconds: for what is under way in the cloud. */
  readonly patience: number;
  /** Lines for `[executor]`. */
  readonly lease: string;
}

/** What never comes is given up soon; all else may take its time on a busy machine. */
function limitsFor(trouble: Trouble | undefined): Limits {
  const kind = trouble?.kind;
  const timeoutMs = kind === 'hang' ? 500 : kind === 'timeout' ? 1000 : 60_000;
  const patience = kind !== undefined && isLasting(kind) ? 5 : 60;
  // What tells a process that its bank answers nothing any more is its lease.
  const lease = kind === 'hang' ? 'lease_expire_window = 4\nlease_renew_window = 0.5\nlease_validity_window = 1' : '';
  return { timeoutMs, patience, lease };
}

async function loadProvider(bank: BankPlugin, limits: Limits): Promise<ProviderRegistry> {
  const configDir = await mkdtemp(join(tmpdir(), 'karbor-crash-conf-'));
  const name = randomUUID();
  openedBanks.set(name, bank);
  try {
    await writeFile(join(configDir, 'crash.conf'), providerFile(name, limits));
    const registry = await ProviderRegistry.load({ configDir, resolveFrom: import.meta.url });
    const [problem] = registry.problems;
    if (problem) throw problem.error;
    return registry;
  } finally {
    openedBanks.delete(name);
    await rm(configDir, { recursive: true });
  }
}

const providerFile = (bank: string, { patience, lease }: Limits) => `[provider]
name = Crash
id = crash
bank = @karbor/crash/bank
plugin = @karbor/plugin-server
plugin = @karbor/plugin-volume
plugin = @karbor/plugin-image

[crash_bank]
bank = ${bank}

${pluginSections(patience, lease)}`;
