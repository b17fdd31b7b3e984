import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type {
  CheckpointView,
  Context,
  HookName,
  Json,
  JsonObject,
  Logger,
  Mapping,
  ReadSection,
  ResourceKey,
} from '@karbor/plugin-sdk';
import type { ObjectsDelta } from '../bank/section/object-record.js';
import type { SectionAttempt } from '../bank/section/section-attempt.js';
import { AttemptEffects } from '../effects/attempt-effects.js';
import type { OperationEffects } from '../effects/operation-effects.js';
import type { HookAttempt } from '../executor/hook-runner.js';
import { toJson } from '../json.js';
import type { ResourcePlan } from './resource-plan.js';
import type { ResourceRecord } from './resource-record.js';

/** What all attempts of an operation share. */
export interface AttemptSurroundings {
  readonly checkpoint: CheckpointView;
  readonly context: Context;
  readonly log: Logger;
  readonly effects: OperationEffects;
  /** The new id of a resource whose hook has ended. */
  readonly mapped: (type: string, id: string) => string | undefined;
}

/** What an attempt leaves when it has ended well. */
export interface MemberResult {
  readonly state: JsonObject;
  readonly savedInfo?: Json;
  readonly mapping?: string;
  readonly objects: ObjectsDelta;
}

/** One resource's part in one attempt of a hook: what its hook sees, and what it leaves. */
export class MemberAttempt {
  readonly key: ResourceKey;
  readonly hook: HookName;
  /** Of the attempt, from 1. */
  readonly number: number;
  readonly effects: AttemptEffects;
  readonly #plan: ResourcePlan;
  readonly #section: SectionAttempt<ReadSection>;
  readonly #around: AttemptSurroundings;
  readonly #attempt: HookAttempt;
  readonly #state: JsonObject;
  #savedInfo: Json | undefined;
  #mapping: string | undefined;
  #refusal: Error | undefined;

  constructor(
    plan: ResourcePlan,
    hook: HookName,
    attempt: HookAttempt,
    record: ResourceRecord,
    section: SectionAttempt<ReadSection>,
    around: AttemptSurroundings,
  ) {
    this.key = resourceKey(plan.resource);
    this.hook = hook;
    this.number = attempt.number;
    this.#plan = plan;
    this.#section = section;
    this.#around = around;
    this.#attempt = attempt;
    this.#state = structuredClone(record.state);
    this.#savedInfo = record.savedInfo;
    this.#mapping = record.mapping;
    const { definition, config } = plan.plugin;
    this.effects = new AttemptEffects({
      ...{ resource: plan.resource, hook, attempt: attempt.number, config },
      kinds: definition.effects ?? {},
      signal: () => attempt.signal,
      operation: around.effects,
      refusal: () => this.#refusal,
    });
  }

  /** What the hook is called with. */
  arguments() {
    const { resource, parameters, plugin, savedInfo } = this.#plan;
    const { checkpoint, context, log } = this.#around;
    const attempt = this.#attempt;
    return {
      ...{ checkpoint, context, log, resource, parameters, savedInfo },
      config: plugin.config,
      section: this.#section.section,
      state: this.#state,
      effects: this.effects,
      mapping: this.#mappingView(),
      saveInfo: (info: unknown) => this.#saveInfo(info),
      get signal() {
        return attempt.signal;
      },
      get failed() {
        return attempt.failed;
      },
    };
  }

  /** @throws KarborError `KARBOR_NOT_JSON` when the state is not plain JSON; the attempt's own refusal */
  commit(): MemberResult {
    this.#mayAct();
    const state = toJson(this.#state, `The state of ${resourceKey(this.#plan.resource)}`) as JsonObject;
    const objects = this.#section.commit();
    this.#refusal = hookEnded('The hook has ended');
    return {
      ...{ state, objects },
      ...(this.#savedInfo !== undefined && { savedInfo: this.#savedInfo }),
      ...(this.#mapping !== undefined && { mapping: this.#mapping }),
    };
  }

  /** The attempt has failed, and was revoked: drops what it stored, where `recorded` comes to be true. */
  drop(recorded: Promise<boolean>): Promise<void> {
    return this.#section.drop(recorded);
  }

  /** Deletes what `commit` replaced. */
  discardReplaced(): Promise<void> {
    return this.#section.discardReplaced();
  }

  /** From now on nothing is accepted from this attempt. */
  revoke(error: Error): void {
    if (this.#refusal) return;
    this.#refusal = error;
    this.#section.revoke(error);
  }

  #saveInfo(info: unknown): void {
    this.#mayAct();
    this.#savedInfo = toJson(info, `What was saved of ${resourceKey(this.#plan.resource)}`) ?? null;
  }

  #mappingView(): Mapping {
    return {
      get: (type, oldId) => this.#around.mapped(type, oldId),
      set: (newId) => {
        this.#mayAct();
        this.#mapping = newId;
      },
    };
  }

  #mayAct(): void {
    if (this.#refusal) throw this.#refusal;
  }
}

export function hookEnded(why: string): KarborError {
  return new KarborError('KARBOR_HOOK_ENDED', `${why}: nothing may be done in its name any more.`);
}
