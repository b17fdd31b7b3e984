import { describe, expect, test } from 'vitest';
import { isKarborError, isRetryable, KarborError, notMade, orNotMade } from './index.js';

describe('KarborError', () => {
  test('carries code, message, cause and details', () => {
    const cause = new Error('ENOSPC');
    const error = new KarborError('KARBOR_BANK_FULL', 'The bank is full.', { cause, retryable: true, details: { path: '/b' } });
    expect(error).toMatchObject({ name: 'KarborError', code: 'KARBOR_BANK_FULL', message: 'The bank is full.', retryable: true });
    expect(error.details).toEqual({ path: '/b' });
    expect(error.cause).toBe(cause);
    expect(String(error)).toBe('KarborError: The bank is full.');
  });

  test('is not retryable and has no cause unless that is said', () => {
    const error = new KarborError('KARBOR_X', 'x');
    expect(error.retryable).toBe(false);
    expect(error.details).toEqual({});
    expect('cause' in error).toBe(false);
  });
});

describe('isKarborError', () => {
  test('tells errors by their code', () => {
    const error = new KarborError('KARBOR_OBJECT_EXISTS', 'There is one.');
    expect(isKarborError(error)).toBe(true);
    expect(isKarborError(error, 'KARBOR_OBJECT_EXISTS')).toBe(true);
    expect(isKarborError(error, 'KARBOR_OBJECT_NOT_FOUND')).toBe(false);
  });

  test('understands errors of another installed copy, which are of another class', () => {
    class KarborErrorOfAnotherCopy extends Error {
      readonly code = 'KARBOR_OBJECT_EXISTS';
      readonly retryable = true;
    }
    const error = new KarborErrorOfAnotherCopy('There is one.');
    expect(error).not.toBeInstanceOf(KarborError);
    expect(isKarborError(error, 'KARBOR_OBJECT_EXISTS')).toBe(true);
    expect(isRetryable(error)).toBe(true);
  });

  test.each([
    ['a system error', Object.assign(new Error('no such file'), { code: 'ENOENT' })],
    ['an error with a number for a code', Object.assign(new Error('x'), { code: 404 })],
    ['an error without a code', new Error('KARBOR_X')],
    ['an object that is no error', { code: 'KARBOR_X', message: 'x' }],
    ['a string', 'KARBOR_X'],
    ['nothing', undefined],
  ])('is not taken in by %s', (_, value) => {
    expect(isKarborError(value)).toBe(false);
  });
});

describe('isRetryable', () => {
  test.each([
    [new KarborError('KARBOR_X', 'x', { retryable: true }), true],
    [new KarborError('KARBOR_X', 'x'), false],
    [Object.assign(new Error('x'), { retryable: 'yes' }), false],
    [new Error('x'), false],
    [{ retryable: true }, false],
    [null, false],
  ])('of %o is %s', (error, expected) => {
    expect(isRetryable(error)).toBe(expected);
  });
});

describe('notMade', () => {
  test('keeps what the service said, and whether it may be tried again', () => {
    const cause = new KarborError('KARBOR_QUOTA', 'Quota exceeded.', { retryable: true });
    const error = notMade(cause);
    expect(error).toMatchObject({ code: 'KARBOR_NOT_MADE', message: 'Quota exceeded.', retryable: true });
    expect(error.cause).toBe(cause);
  });

  test('takes what is no error', () => {
    expect(notMade('refused')).toMatchObject({ code: 'KARBOR_NOT_MADE', message: 'refused', retryable: false, cause: 'refused' });
  });
});

describe('orNotMade', () => {
  test('gives what the call gives', async () => {
    await expect(orNotMade(Promise.resolve(1))).resolves.toBe(1);
  });

  test('tells an error that had no effect on as "not made", and no other', async () => {
    const refused = Object.assign(new Error('quota exceeded'), { noEffect: true });
    await expect(orNotMade(Promise.reject(refused))).rejects.toMatchObject({ code: 'KARBOR_NOT_MADE', cause: refused });
    const lost = Object.assign(new Error('socket hang up'), { noEffect: false });
    await expect(orNotMade(Promise.reject(lost))).rejects.toBe(lost);
  });
});
