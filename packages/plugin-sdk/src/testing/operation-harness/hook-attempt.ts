import { KarborError } from '../../errors.js';
import type { Mapping } from '../../hook-arguments.js';
import type { HookName } from '../../hook.js';
import type { Progress } from '../../hook-result.js';
import type { Inferred } from '../../inferred.js';
import type { Json, JsonObject } from '../../json.js';
import type { Operation } from '../../operation.js';
import type { Schema } from '../../schema.js';
import type { EffectRecorder } from './effect-recorder.js';
import { deleteSection, readSection, writeSection } from './memory-section.js';
import type { OperationSubject } from './operation-subject.js';
import type { RunningReport } from './running-report.js';
import { throughJson } from './plain-json.js';

const sections = { protect: writeSection, restore: readSection, delete: deleteSection, verify: readSection };

/** One call of a hook: what it is given, and what counts of it when it has ended well. */
export class HookAttempt {
  readonly #subject: OperationSubject;
  readonly #report: RunningReport;
  readonly #hook: HookName;
  readonly #arguments: Inferred;
  readonly #state: JsonObject;
  readonly #goBack: () => void;
  #savedInfo: Json | undefined;
  #newId: string | undefined;
  #ended = false;

  constructor(subject: OperationSubject, report: RunningReport, hook: HookName, recorder: EffectRecorder, signal: AbortSignal) {
    this.#subject = subject;
    this.#report = report;
    this.#hook = hook;
    this.#state = { ...report.state };
    this.#savedInfo = report.savedInfo;
    this.#newId = report.newId;
    this.#goBack = subject.objects.mark();
    const { operation, resource, parameters, config, context, checkpoint, log, objects, savedInfo } = subject;
    const mayAct = () => this.#mayAct();
    this.#arguments = {
      ...{ checkpoint, context, resource, parameters, config, signal, log, failed: [] },
      section: sections[operation]({ objects, mayAct, tell: (progress) => this.tell(progress) }),
      state: this.#state,
      effects: recorder.forHook(hook, mayAct),
      ...(operation === 'protect' ? { saveInfo: (info: unknown) => this.#saveInfo(info) } : { savedInfo }),
      ...(operation === 'restore' && { mapping: this.#mapping() }),
    };
  }

  /** Calls the resource's hook, or that of the group which it alone forms. */
  call(operation: Operation<Schema, Inferred, Inferred>): unknown {
    const hook = this.#hook;
    const key = operation.group?.key(this.#subject.resource);
    if (key === undefined || !operation.group?.hooks[hook]) return operation[hook]?.(this.#arguments);
    const given = { ...(this.#arguments as object), key, members: [this.#arguments as object] };
    return operation.group.hooks[hook](given as never);
  }

  tell(progress: Progress): void {
    this.#report.progress.push({ hook: this.#hook, ...progress });
  }

  /** The hook has ended well. @throws KarborError `KARBOR_NOT_JSON` when its state would not last */
  commit(): void {
    const { resource } = this.#subject;
    this.#report.state = throughJson(this.#state, `The state of ${resource.type}#${resource.id}`) as JsonObject;
    if (this.#savedInfo !== undefined) this.#report.savedInfo = this.#savedInfo;
    if (this.#newId !== undefined) this.#report.newId = this.#newId;
    this.#ended = true;
  }

  /** The hook has failed: what it stored does not count. */
  drop(): void {
    this.#ended = true;
    this.#goBack();
  }

  #saveInfo(info: unknown): void {
    this.#mayAct();
    this.#savedInfo = throughJson(info, 'What was saved');
  }

  #mapping(): Mapping {
    const { resource, mapped } = this.#subject;
    return {
      get: (type, oldId) => (type === resource.type && oldId === resource.id ? this.#report.newId : mapped(type, oldId)),
      set: (newId) => {
        this.#mayAct();
        this.#newId = newId;
      },
    };
  }

  #mayAct(): void {
    if (!this.#ended) return;
    throw new KarborError(
      'KARBOR_HOOK_ENDED',
      `${this.#hook} has ended: nothing may be done in its name any more. Wait for every call before it ends.`,
    );
  }
}
