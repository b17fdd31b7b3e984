import { Observable } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { defineProtectionPlugin } from '../../index.js';
import { operationHarness } from '../index.js';

const resource = { type: 'T', id: '1', name: 'one' };
const about = { name: 'p', resourceTypes: ['T'] as [string] };

describe('what a hook gives back', () => {
  test('an observable is waited for, and told progress of', async () => {
    let ended = false;
    const plugin = defineProtectionPlugin({
      ...about,
      operations: {
        protect: {
          onMain: () =>
            new Observable<{ done: number }>((subscriber) => {
              subscriber.next({ done: 1 });
              const timer = setImmediate(() => {
                ended = true;
                subscriber.complete();
              });
              return () => clearImmediate(timer);
            }),
        },
      },
    });
    const { progress } = await operationHarness(plugin, { resource }).protect();
    expect(progress).toEqual([{ hook: 'onMain', done: 1 }]);
    expect(ended).toBe(true);
  });

  test('an observable that is aborted is unsubscribed, at its next value', async () => {
    const controller = new AbortController();
    let closed = false;
    const plugin = defineProtectionPlugin({
      ...about,
      operations: {
        protect: {
          onMain: () =>
            new Observable<{ done: number }>((subscriber) => {
              controller.abort(new Error('enough'));
              setImmediate(() => subscriber.next({ done: 1 }));
              return () => void (closed = true);
            }),
        },
      },
    });
    const protecting = operationHarness(plugin, { resource }).protect({}, { signal: controller.signal });
    await expect(protecting).rejects.toThrow('enough');
    expect(closed).toBe(true);
  });

  test('a generator that is aborted runs its finally', async () => {
    const controller = new AbortController();
    const log: string[] = [];
    const plugin = defineProtectionPlugin({
      ...about,
      operations: {
        protect: {
          async *onMain() {
            try {
              controller.abort(new Error('enough'));
              yield { done: 1 };
              log.push('went on');
            } finally {
              log.push('finally');
            }
          },
        },
      },
    });
    const protecting = operationHarness(plugin, { resource }).protect({}, { signal: controller.signal });
    await expect(protecting).rejects.toThrow('enough');
    expect(log).toEqual(['finally']);
  });

  test('anything else is refused', async () => {
    const plugin = defineProtectionPlugin({ ...about, operations: { protect: { onMain: () => 5 as never } } });
    await expect(operationHarness(plugin, { resource }).protect()).rejects.toMatchObject({ code: 'KARBOR_HOOK_RESULT_INVALID' });
  });
});
