import { describe, expect, test } from 'vitest';
import type { CheckpointStatus } from './checkpoint.js';
import { transition } from './transition.js';

const statuses: readonly CheckpointStatus[] = [
  ...(['protecting', 'available', 'partial', 'error', 'deleting', 'deleted', 'error-deleting'] as const),
];
const allowed = [
  'new → protecting',
  ...['protecting → available', 'protecting → partial', 'protecting → error'],
  ...['partial → protecting', 'error → protecting'],
  ...['available → deleting', 'partial → deleting', 'error → deleting', 'error-deleting → deleting'],
  ...['deleting → deleted', 'deleting → error-deleting'],
];
const whenCancelled = ['protecting → protecting', 'protecting → deleting', 'deleting → deleting'];

function passing(options?: { cancel: boolean }): string[] {
  return [undefined, ...statuses].flatMap((from) =>
    statuses.flatMap((to) => {
      try {
        transition(from, to, options);
        return [`${from ?? 'new'} → ${to}`];
      } catch (error) {
        expect(error).toMatchObject({ code: 'KARBOR_CHECKPOINT_STATUS' });
        return [];
      }
    }),
  );
}

describe('transition', () => {
  test('lets through what the states allow and nothing else', () => {
    expect(passing().sort()).toEqual([...allowed].sort());
    expect(passing({ cancel: true }).sort()).toEqual([...allowed, ...whenCancelled].sort());
  });

  test('lets every status be left but deleted', () => {
    for (const status of statuses.filter((one) => one !== 'deleted')) {
      expect(passing({ cancel: true }).some((step) => step.startsWith(`${status} → `))).toBe(true);
    }
  });

  test('says what the status is, what is allowed and what cancel would do', () => {
    expect(() => transition('protecting', 'deleting')).toThrow(
      'The checkpoint is protecting and cannot become deleting: from there it goes to available, partial, error, and to deleting with cancel, when whoever works on it is gone.',
    );
    expect(() => transition('deleted', 'protecting')).toThrow('The checkpoint is deleted and cannot become protecting: it stays so.');
  });
});
