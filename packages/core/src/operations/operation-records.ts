import type { HookName, ReadSection, Resource, ResourceKey } from '@karbor/plugin-sdk';
import type { ResourceObjects } from '../bank/section/resource-objects.js';
import type { OnSectionProgress, SectionAttempt } from '../bank/section/section-attempt.js';
import type { StoredChunks, StoredPart } from '../bank/section/stored-part.js';
import type { FrozenMs } from '../checkpoint/records.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import type { ErrorRecord } from './error-record.js';
import type { ResourcePlan } from './resource-plan.js';
import type { ResourceRecord } from './resource-record.js';

/** What a section is opened for. */
export interface SectionRequest {
  readonly plan: ResourcePlan;
  readonly hook: HookName;
  readonly attempt: number;
  readonly objects: ResourceObjects;
  readonly signal: AbortSignal;
  readonly onProgress: OnSectionProgress;
  /** Told of whole chunks of streams as they are stored. */
  readonly onChunks: (name: string, chunks: StoredChunks) => void;
  /** What a try that was cut off had stored of a stream. */
  readonly earlier: (name: string) => StoredPart | undefined;
}

/** What an operation has come to when its hooks have ended. */
export interface OperationResults {
  /** What the hooks of a resource left, if it had any. */
  record(plan: ResourcePlan): ResourceRecord | undefined;
  objects(plan: ResourcePlan): ResourceObjects;
  /** Of those that were held still. */
  readonly frozenMs: FrozenMs;
  /** Keys of what it was captured with that went on before all was captured; it may be itself. */
  notQuiesced(plan: ResourcePlan): readonly ResourceKey[];
  /** Whether some resources have failed while others are good. */
  readonly isPartial: boolean;
  /** Why a resource has failed, if it has and others have not. */
  failure(plan: ResourcePlan): ErrorRecord | undefined;
}

/** A resource that has failed while others are good. */
export interface FailedResource {
  readonly resource: Resource;
  readonly error: Error;
}

/** What one kind of operation keeps in the bank: where the operations differ. */
export interface OperationRecords {
  /**
   * Opens the operation in the bank as this owner's, and gives the journal of what happens. What it begins with is
   * durable before anybody can see that the operation has begun.
   */
  open(owner: string, begin: (journal: JournalWriter) => void): Promise<JournalWriter>;
  /** Removes what another operation left in the bank that was cut off before it had come to go on with anything. */
  forget?(operationId: string): Promise<void>;
  /** Why the operation is this owner's no more, if another has taken it over. */
  overtaken?(): Promise<Error | undefined>;
  /** What the bank holds of a resource before the operation. */
  storedObjects(plan: ResourcePlan): ResourceObjects;
  /** What the bank tells of a resource that it reads: keys of what it was captured with that went on before all was captured. */
  notQuiesced?(plan: ResourcePlan): readonly ResourceKey[];
  section(request: SectionRequest): SectionAttempt<ReadSection>;
  /** After a hook's own work, before it counts as ended; may fail, and then the hook has failed. */
  afterHook?(plan: ResourcePlan, hook: HookName, signal: AbortSignal): Promise<void>;
  /** Before the end is recorded; may fail. */
  complete(results: OperationResults): Promise<void>;
  /** Records a good end. What was kept is the user's from here on. MUST be idempotent. */
  succeed(): Promise<void>;
  /** Records that some resources have failed and the others are good, as `succeed` does. */
  succeedPartly(failures: readonly FailedResource[]): Promise<void>;
  /** Removes what is of no use once an end without anything outside is recorded. MAY fail: a sweep does it then. */
  tidy?(): Promise<void>;
  /** Records a bad end. `left`: whether effects are still outstanding. Also called when `open` failed. */
  fail(errors: readonly Error[], left: boolean, frozenMs: FrozenMs): Promise<void>;
}
