import type { HookResult, ObservableLike, Progress } from '@karbor/plugin-sdk';
import { of } from 'rxjs';

/** The ways in which a hook may do its work and say that it is done. */
export const hookKinds = [
  'sync',
  'sync observable',
  'promise',
  'promise of progress',
  'thenable',
  'generator',
  'observable',
  'timer',
] as const;
export type HookKind = (typeof hookKinds)[number];

/** What a hook of a kind gives back. `turn` is waited for; `end` is called when the work is done, and may throw. */
export function hookResult(kind: HookKind, turn: () => Promise<void>, end: () => void): HookResult {
  const work = async (): Promise<void> => {
    await turn();
    end();
  };
  switch (kind) {
    case 'sync':
      end();
      return;
    case 'sync observable':
      end();
      return of({ done: 1 }, { done: 2 });
    case 'promise':
      return work();
    case 'promise of progress':
      return work().then(() => ({ done: 1 }));
    case 'thenable':
      return { then: (resolve, reject) => work().then(resolve as () => void, reject) } as PromiseLike<void>;
    case 'generator':
      return progressAround(work);
    case 'observable':
      return observableOf(work);
    case 'timer':
      return new Promise<void>((resolve) => setTimeout(resolve)).then(work);
  }
}

async function* progressAround(work: () => Promise<void>): AsyncGenerator<Progress> {
  yield { done: 1, total: 2 };
  await work();
  yield { done: 2, total: 2 };
}

function observableOf(work: () => Promise<void>): ObservableLike<Progress> {
  return {
    subscribe(observer) {
      observer.next?.({ message: 'working' });
      work().then(
        () => observer.complete?.(),
        (error: unknown) => observer.error?.(error),
      );
      return { unsubscribe: () => undefined };
    },
  };
}
