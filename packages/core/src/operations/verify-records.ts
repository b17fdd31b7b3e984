import { resourceKey } from '@karbor/plugin-sdk';
import type { HookName, ReadSection } from '@karbor/plugin-sdk';
import type { SectionAttempt } from '../bank/section/section-attempt.js';
import type { SectionRequest } from './operation-records.js';
import { ReadRecords } from './read-records.js';
import { readTheRest, ReadTracker } from './read-tracker.js';
import type { ResourcePlan } from './resource-plan.js';

/** A verify reads every stored byte: what a plugin's own hooks have not read by the end of `onMain`, core reads. */
export class VerifyRecords extends ReadRecords {
  readonly #checked = new Map<string, Set<string>>();
  readonly #sections = new Map<string, ReadSection>();

  override section(request: SectionRequest): SectionAttempt<ReadSection> {
    const attempt = super.section(request);
    const key = resourceKey(request.plan.resource);
    const section = new ReadTracker(attempt.section, this.#checkedOf(key));
    this.#sections.set(key, section);
    return {
      section,
      commit: () => attempt.commit(),
      discardReplaced: () => attempt.discardReplaced(),
      drop: (recorded) => attempt.drop(recorded),
      revoke: (error) => attempt.revoke(error),
    };
  }

  async afterHook({ resource }: ResourcePlan, hook: HookName, signal: AbortSignal): Promise<void> {
    if (hook !== 'onMain') return;
    const key = resourceKey(resource);
    const section = this.#sections.get(key);
    if (section) await readTheRest(section, this.#checkedOf(key), signal);
  }

  #checkedOf(key: string): Set<string> {
    let checked = this.#checked.get(key);
    if (!checked) this.#checked.set(key, (checked = new Set()));
    return checked;
  }
}
