import type { HookName, ReadSection } from '@karbor/plugin-sdk';
import type { ResourceObjects } from '../bank/section/resource-objects.js';
import type { OnSectionProgress, SectionAttempt } from '../bank/section/section-attempt.js';
import type { EffectLedger } from '../effects/effect-ledger.js';
import type { EffectReleaser } from '../effects/effect-releaser.js';
import type { JournalWriter } from '../journal/journal-writer.js';
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
}

/** What an operation has come to when its hooks have ended. */
export interface OperationResults {
  /** What the hooks of a resource left, if it had any. */
  record(plan: ResourcePlan): ResourceRecord | undefined;
  objects(plan: ResourcePlan): ResourceObjects;
}

/** What one kind of operation keeps in the bank: where the operations differ. */
export interface OperationRecords {
  /** Opens the operation in the bank, and gives the journal of what happens. */
  open(): Promise<JournalWriter>;
  /** After `open`, before the first hook: takes up what earlier operations left. */
  takeOver?(ledger: EffectLedger, releaser: EffectReleaser): Promise<void>;
  /** What the bank holds of a resource before the operation. */
  storedObjects(plan: ResourcePlan): ResourceObjects;
  section(request: SectionRequest): SectionAttempt<ReadSection>;
  /** After a hook's own work, before it counts as ended; may fail, and then the hook has failed. */
  afterHook?(plan: ResourcePlan, hook: HookName, signal: AbortSignal): Promise<void>;
  /** Before the end is recorded; may fail. */
  complete(results: OperationResults): Promise<void>;
  /** Records a good end. What was kept is the user's from here on. MUST be idempotent. */
  succeed(): Promise<void>;
  /** Records a bad end. `left`: whether effects are still outstanding. Also called when `open` failed. */
  fail(errors: readonly Error[], left: boolean): Promise<void>;
}
