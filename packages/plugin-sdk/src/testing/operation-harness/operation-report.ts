import type { HookName, OperationName } from '../../hook.js';
import type { Progress } from '../../hook-result.js';
import type { Json, JsonObject } from '../../json.js';

/** A step in the life of an effect. */
export interface EffectStep {
  readonly step: 'intended' | 'made' | 'voided' | 'kept' | 'released' | 'release-failed';
  readonly kind: string;
  readonly tag: string;
}

/** What a hook or its section said about its progress. */
export interface HookProgress extends Progress {
  readonly hook: HookName;
}

/** How an operation went. */
export interface OperationReport {
  readonly operation: OperationName;
  readonly status: 'running' | 'done' | 'failed';
  /** Whether the plugin said that it has something to do; without an answer it has. */
  readonly applies: boolean;
  /** The hooks that the plugin has and that ended well, in order. */
  readonly hooks: readonly HookName[];
  readonly progress: readonly HookProgress[];
  readonly effects: readonly EffectStep[];
  /** After the last hook that ended well. */
  readonly state: JsonObject;
  /** Of a protect: what was saved by hooks that ended well. */
  readonly savedInfo?: Json;
  /** Of a restore: what the resource has become. */
  readonly newId?: string;
  /** Of an operation that failed: all that it failed with. */
  readonly errors: readonly unknown[];
}
