import { KarborError } from '../../errors.js';
import type { OperationName } from '../../hook.js';
import type { Json } from '../../json.js';
import { silentLogger } from '../../logger.js';
import type { ProtectionPlugin } from '../../protection-plugin.js';
import type { ReadSection } from '../../section.js';
import { graphAround } from './graph-around.js';
import type { HarnessOptions, HarnessRunOptions } from './harness-options.js';
import { MemoryObjects } from './memory-objects.js';
import { readSection } from './memory-section.js';
import type { OperationReport } from './operation-report.js';
import { OperationRun } from './operation-run.js';
import type { OutstandingEffect, RecordedEffect } from './outstanding-effect.js';
import { parseMembers } from './parse-with-schema.js';
import type { RunningReport } from './running-report.js';
import { SavedInfo } from './saved-info.js';

type Parameters = Readonly<Record<string, unknown>>;

/** Runs one operation. `parameters` are as in a plan: the `parametersSchema` makes of them what hooks see. */
export type RunOperation = (parameters?: Parameters, options?: HarnessRunOptions) => Promise<OperationReport>;

/**
 * The life of one resource in the hands of a plugin. An operation rejects with what its hooks failed with, after its
 * effects were released (with an `AggregateError` when that has failed too); `reports` tells the rest.
 */
export interface OperationHarness {
  readonly protect: RunOperation;
  readonly restore: RunOperation;
  readonly verify: RunOperation;
  /** Drops what is stored and saved, after its hooks. */
  readonly delete: RunOperation;
  /** All operations so far, oldest first, those that failed too. */
  readonly reports: readonly OperationReport[];
  /** What operations have made outside and nobody has undone: nothing, when a plugin is right. */
  readonly outstandingEffects: readonly OutstandingEffect[];
  /** What the last protect has saved. */
  readonly savedInfo: Json | undefined;
  /** What the last protect has stored. */
  readonly section: ReadSection;
  /** Spoils a byte of what is stored: reading it fails with `KARBOR_OBJECT_CORRUPT` from then on. */
  damage(name: string): void;
}

/**
 * Runs a plugin's hooks for one resource outside of core, in their order: on a `state` that goes through JSON between
 * hooks, with a section in memory, effects that are recorded and released as the contract says, and what protect has
 * saved handed to the other operations.
 */
export function operationHarness(plugin: ProtectionPlugin, options: HarnessOptions): OperationHarness {
  const { resource, context = { projectId: 'project' }, children = [], parents = [], mapping = {}, log = silentLogger } = options;
  const { createdAt = new Date(), graph = graphAround(resource, children, parents) } = options;
  const checkpoint = { id: 'test-checkpoint', createdAt, graph };
  const objects = new MemoryObjects();
  const savedInfo = new SavedInfo(plugin, options.savedInfo);
  const outstanding: RecordedEffect[] = [];
  const reports: OperationReport[] = [];
  const mapped = (type: string, id: string) => new Map(Object.entries(mapping)).get(`${type}#${id}`);

  async function begin(operation: OperationName, given: Parameters, runOptions: HarnessRunOptions) {
    const { parametersSchema } = definitionOf(plugin, operation);
    const what = `The parameters of ${operation}`;
    const config = await parseMembers(plugin.configSchema, options.config ?? {}, { what: 'The config', code: 'KARBOR_CONFIG_INVALID' });
    const parameters = await parseMembers(parametersSchema, given, { what, code: 'KARBOR_PARAMETERS_INVALID' });
    const saved = await readSavedInfo(operation);
    const report: RunningReport = {
      ...{ operation, status: 'running', applies: true, state: {} },
      ...{ hooks: [], progress: [], effects: [], errors: [] },
    };
    reports.push(report);
    const subject = {
      ...{ plugin, operation, resource, context, checkpoint, log, config, parameters, savedInfo: saved },
      ...{ objects, outstanding, mapped },
    };
    return { report, run: new OperationRun(subject, report, runOptions) };
  }

  async function readSavedInfo(operation: OperationName): Promise<unknown> {
    if (operation === 'protect') return undefined;
    return operation === 'delete' ? await savedInfo.parseIfPossible() : await savedInfo.parse();
  }

  return {
    protect: async (parameters = {}, runOptions = {}) => {
      const { report, run } = await begin('protect', parameters, runOptions);
      objects.clear();
      try {
        await run.run(async () => {
          savedInfo.set(report.savedInfo);
          if (report.applies) await savedInfo.parse();
        });
      } finally {
        savedInfo.set(report.savedInfo);
      }
      return report;
    },
    restore: async (parameters = {}, runOptions = {}) => {
      const { report, run } = await begin('restore', parameters, runOptions);
      await run.run();
      return report;
    },
    verify: async (parameters = {}, runOptions = {}) => {
      const { report, run } = await begin('verify', parameters, runOptions);
      await run.run(() => {
        if (!plugin.operations.verify) objects.verify();
      });
      return report;
    },
    delete: async (parameters = {}, runOptions = {}) => {
      const { report, run } = await begin('delete', parameters, runOptions);
      await run.run();
      objects.clear();
      savedInfo.set(undefined);
      return report;
    },
    reports,
    outstandingEffects: outstanding,
    get savedInfo() {
      return savedInfo.json;
    },
    section: readSection({ objects, mayAct: () => undefined, tell: () => undefined }),
    damage: (name) => objects.damage(name),
  };
}

/** Without delete or verify of its own a plugin leaves those to core. */
function definitionOf(plugin: ProtectionPlugin, operation: OperationName) {
  const definition = plugin.operations[operation];
  if (definition || operation === 'delete' || operation === 'verify') return definition ?? {};
  throw new KarborError('KARBOR_OPERATION_UNSUPPORTED', `${plugin.name} has no operation "${operation}".`);
}
