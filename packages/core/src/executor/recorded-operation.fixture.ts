import { resourceKey } from '@karbor/plugin-sdk';
import type { HookResult, Resource } from '@karbor/plugin-sdk';
import type { HookAttempt, HookTask, OperationOutcome, ResourceFailure, RunningOperation } from './hook-runner.js';

/** Something that an operation was told, in order. */
export type Told =
  | { readonly what: 'begin' | 'releaseUrgent' | 'releaseOutstanding' }
  | { readonly what: 'releaseUrgentOf'; readonly resources: readonly Resource[] }
  | { readonly what: 'failed'; readonly failures: readonly ResourceFailure[] }
  | { readonly what: 'run' | 'ended' | 'undo' | 'abandon'; readonly task: HookTask; readonly attempt: HookAttempt }
  | { readonly what: 'end'; readonly outcome: OperationOutcome };

/** An operation that records what it is told, and whose hooks are a function. Members may be replaced. */
export class RecordedOperation implements RunningOperation {
  readonly told: Told[] = [];
  readonly run: RunningOperation['run'];

  constructor(
    hook: (task: HookTask, attempt: HookAttempt) => HookResult = () => undefined,
    parts: Partial<RunningOperation> = {},
  ) {
    this.run = (task, attempt) => {
      this.told.push({ what: 'run', task, attempt });
      return hook(task, attempt);
    };
    this.#parts = parts;
  }

  readonly #parts: Partial<RunningOperation>;

  async begin(...args: Parameters<RunningOperation['begin']>): Promise<void> {
    this.told.push({ what: 'begin' });
    await this.#parts.begin?.(...args);
  }

  ended(task: HookTask, attempt: HookAttempt): Promise<void> | void {
    this.told.push({ what: 'ended', task, attempt });
    return this.#parts.ended?.(task, attempt);
  }

  async undo(task: HookTask, attempt: HookAttempt): Promise<void> {
    this.told.push({ what: 'undo', task, attempt });
    await this.#parts.undo?.(task, attempt);
  }

  abandon(task: HookTask, attempt: HookAttempt): void {
    this.told.push({ what: 'abandon', task, attempt });
    this.#parts.abandon?.(task, attempt);
  }

  async failed(failures: readonly ResourceFailure[]): Promise<readonly Error[]> {
    this.told.push({ what: 'failed', failures });
    return (await this.#parts.failed?.(failures)) ?? [];
  }

  async releaseUrgent(resources?: readonly Resource[]): Promise<readonly Error[]> {
    this.told.push(resources ? { what: 'releaseUrgentOf', resources } : { what: 'releaseUrgent' });
    return (await this.#parts.releaseUrgent?.(resources)) ?? [];
  }

  async releaseOutstanding(): Promise<readonly Error[]> {
    this.told.push({ what: 'releaseOutstanding' });
    return (await this.#parts.releaseOutstanding?.()) ?? [];
  }

  async end(outcome: OperationOutcome): Promise<void> {
    this.told.push({ what: 'end', outcome });
    await this.#parts.end?.(outcome);
  }

  /** What it was told, without the hooks that ran and ended. */
  get protocol(): string[] {
    return this.told.flatMap((told) => {
      if (told.what === 'run' || told.what === 'ended') return [];
      if (told.what === 'failed') return [`failed ${keys(told.failures.map(({ resource }) => resource))}`];
      if (told.what === 'releaseUrgentOf') return [`releaseUrgent ${keys(told.resources)}`];
      return [told.what === 'end' ? `end ${told.outcome.status}` : told.what];
    });
  }

  get outcomes(): OperationOutcome[] {
    return this.told.flatMap((told) => (told.what === 'end' ? [told.outcome] : []));
  }
}

function keys(resources: readonly Resource[]): string {
  return resources.map(resourceKey).join(', ');
}
