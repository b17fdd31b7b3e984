import { hookNames } from '../../hook.js';
import type { HookName } from '../../hook.js';
import type { Inferred } from '../../inferred.js';
import type { Operation } from '../../operation.js';
import type { Schema } from '../../schema.js';
import { EffectRecorder } from './effect-recorder.js';
import { FaultInjector } from './fault-injector.js';
import type { HarnessRunOptions } from './harness-options.js';
import { HookAttempt } from './hook-attempt.js';
import type { OperationSubject } from './operation-subject.js';
import type { RunningReport } from './running-report.js';
import { settleHook } from './settle-hook.js';

/** Runs the hooks of one operation, one after the other, and releases what they leave. */
export class OperationRun {
  readonly #subject: OperationSubject;
  readonly #report: RunningReport;
  readonly #hooks: Operation<Schema, Inferred, Inferred>;
  readonly #faults: FaultInjector;
  readonly #recorder: EffectRecorder;
  readonly #overdueBefore: HookName | undefined;
  readonly #signal: AbortSignal;
  readonly #failed = new AbortController();

  constructor(subject: OperationSubject, report: RunningReport, { fail, overdueBefore, signal }: HarnessRunOptions) {
    const { plugin, operation, resource, config, context, log, outstanding } = subject;
    this.#subject = subject;
    this.#report = report;
    this.#hooks = plugin.operations[operation] ?? {};
    this.#faults = new FaultInjector(fail);
    this.#overdueBefore = overdueBefore;
    this.#signal = signal ? AbortSignal.any([this.#failed.signal, signal]) : this.#failed.signal;
    // Not under the operation's signal: what was made must go also when the operation is cancelled.
    const around = { resource, config, context, log, signal: new AbortController().signal };
    this.#recorder = new EffectRecorder({
      ...{ operation, outstanding, kinds: plugin.effects ?? {}, signal: this.#signal, faults: this.#faults },
      tell: (step) => report.effects.push(step),
      undo: async ({ definition, data, result, tag }) => definition.release({ ...around, data, result, tag }),
      exists: async ({ definition, data, result, tag }) => definition.exists?.({ ...around, data, result, tag }),
    });
  }

  /**
   * @param complete what is still to be done when all hooks have ended well, and may fail the operation
   * @throws what a hook failed with, or an `AggregateError` when releases have failed too
   */
  async run(complete: () => Promise<void> | void = () => undefined): Promise<void> {
    const { resource, parameters, config, savedInfo, checkpoint, context, log } = this.#subject;
    const { graph } = checkpoint;
    try {
      this.#report.applies = this.#hooks.applies?.({ resource, parameters, config, graph, savedInfo }) ?? true;
      if (this.#report.applies) {
        const members = [{ resource, parameters, savedInfo }];
        await this.#hooks.check?.({ checkpoint, context, config, log, signal: this.#signal, members });
        for (const hook of hookNames) await this.#runHook(hook);
        await this.#recorder.takeUp();
      }
      await complete();
      const errors = await this.#recorder.releaseRest();
      if (errors.length > 0) throw oneOf(errors);
      this.#recorder.handOver();
      this.#report.status = 'done';
    } catch (error) {
      this.#failed.abort(error);
      this.#report.errors.push(error, ...(await this.#recorder.releaseAll()));
      this.#report.status = 'failed';
      throw oneOf(this.#report.errors);
    }
  }

  async #runHook(hook: HookName): Promise<void> {
    this.#faults.before(hook);
    this.#signal.throwIfAborted();
    await this.#recorder.takeUp();
    if (hook === this.#overdueBefore) await this.#recorder.timeIsUp();
    const attempt = new HookAttempt(this.#subject, this.#report, hook, this.#recorder, this.#signal);
    try {
      await settleHook(attempt.call(this.#hooks), this.#signal, (progress) => attempt.tell(progress));
      attempt.commit();
      await this.#recorder.settled();
    } catch (error) {
      attempt.drop();
      await this.#recorder.settled();
      throw error;
    }
    if (this.#hooks[hook] ?? this.#hooks.group?.hooks[hook]) this.#report.hooks.push(hook);
    this.#faults.after(hook);
  }
}

function oneOf(errors: readonly unknown[]): unknown {
  return errors.length === 1 ? errors[0] : new AggregateError(errors, 'An operation failed, and so did releases after it.');
}
