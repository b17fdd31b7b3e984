import type { Context } from '../../context.js';
import type { CheckpointView, Mapping } from '../../hook-arguments.js';
import type { OperationName } from '../../hook.js';
import type { Logger } from '../../logger.js';
import type { ProtectionPlugin } from '../../protection-plugin.js';
import type { Resource } from '../../resource.js';
import type { MemoryObjects } from './memory-objects.js';
import type { RecordedEffect } from './outstanding-effect.js';

/** What an operation works on. Config, parameters and saved info are as the plugin's schemas have made them. */
export interface OperationSubject {
  readonly plugin: ProtectionPlugin;
  readonly operation: OperationName;
  readonly resource: Resource;
  readonly context: Context;
  readonly checkpoint: CheckpointView;
  readonly log: Logger;
  readonly config: unknown;
  readonly parameters: unknown;
  readonly savedInfo: unknown;
  readonly objects: MemoryObjects;
  readonly outstanding: RecordedEffect[];
  readonly mapped: Mapping['get'];
}
