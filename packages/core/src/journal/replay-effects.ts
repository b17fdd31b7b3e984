import type { HookName, Json, ResourceKey } from '@karbor/plugin-sdk';
import type { EffectIntentEntry, JournalEntry } from './journal-entry.js';

/** What a journal tells of one effect. */
export interface ReplayedEffect extends Omit<EffectIntentEntry, 'type'> {
  readonly status: 'outstanding' | 'void' | 'released';
  /** Whether the answer of `make` was recorded; else `result` is unknown. */
  readonly made: boolean;
  readonly result?: Json;
  readonly since?: string;
  /** It is the user's if the operation ends well. */
  readonly kept: boolean;
  /** Its release has begun: it may be gone. */
  readonly releasing: boolean;
  /** Its time was up before its resource gave it back. */
  readonly overdue: boolean;
  /** The attempt that released it, if its resource did so itself. */
  readonly releasedBy?: { readonly hook: HookName; readonly attempt: number };
}

/** The effects of a journal by their tags, in the order of their intents. */
export class EffectReplay {
  readonly byTag = new Map<string, ReplayedEffect>();
  /** Milliseconds for which urgent effects of a resource were held, those too that do not count any more. */
  readonly heldMs = new Map<ResourceKey, number>();

  take(entry: JournalEntry): void {
    switch (entry.type) {
      case 'effect-intent': {
        const { type: _, ...intent } = entry;
        const isNew = { status: 'outstanding', made: false, kept: false, releasing: false, overdue: false } as const;
        this.byTag.set(entry.tag, { ...intent, ...isNew });
        break;
      }
      case 'effect-made':
        this.#change(entry.tag, {
          made: true,
          ...(entry.result !== undefined && { result: entry.result }),
          ...(entry.since !== undefined && { since: entry.since }),
        });
        break;
      case 'effect-kept':
        this.#change(entry.tag, { kept: true });
        break;
      case 'effect-void':
        this.#change(entry.tag, { status: 'void' });
        break;
      case 'effect-releasing':
        for (const tag of entry.tags) this.#change(tag, { releasing: true });
        break;
      case 'effect-overdue':
        this.#change(entry.tag, { overdue: true });
        break;
      case 'effect-released': {
        const { tag, by, heldMs } = entry;
        const resource = this.byTag.get(tag)?.resource;
        if (resource && heldMs !== undefined) this.heldMs.set(resource, (this.heldMs.get(resource) ?? 0) + heldMs);
        this.#change(tag, { status: 'released', ...(by && { releasedBy: by }) });
        break;
      }
      case 'restarted': {
        const restarted = new Set(entry.resources);
        this.#forget(({ resource }) => restarted.has(resource));
        break;
      }
      case 'hook-undone': {
        const { hook, attempt, resources } = entry;
        this.#forget((one) => one.hook === hook && one.attempt === attempt && resources.includes(one.resource));
        break;
      }
      default:
    }
  }

  #change(tag: string, change: Partial<ReplayedEffect>): void {
    const effect = this.byTag.get(tag);
    if (effect) this.byTag.set(tag, { ...effect, ...change });
  }

  /** What is gone of what does not count any more says nothing about how it is now. */
  #forget(matches: (effect: ReplayedEffect) => boolean): void {
    for (const [tag, effect] of this.byTag) if (effect.status !== 'outstanding' && matches(effect)) this.byTag.delete(tag);
  }
}
