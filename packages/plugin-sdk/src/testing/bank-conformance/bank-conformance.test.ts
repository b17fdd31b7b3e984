import { describe, expect, test } from 'vitest';
import type { BankPlugin } from '../../bank.js';
import { memoryBank } from '../index.js';
import type { MemoryBank } from '../index.js';
import { failuresOf } from './collecting-runner.fixture.js';
import { laggingBank } from './lagging-bank.fixture.js';

/** A memory bank with something else in place of what it does. */
function bankWith(other: (inner: MemoryBank) => Partial<BankPlugin>): () => BankPlugin {
  return () => {
    const inner = memoryBank();
    return { ...inner, ...other(inner) };
  };
}

async function* listWith(
  inner: BankPlugin,
  prefix: string,
  options: Parameters<BankPlugin['listObjects']>[1],
  change: (keys: string[]) => string[],
): AsyncIterable<string> {
  const keys: string[] = [];
  for await (const key of inner.listObjects(prefix, options)) keys.push(key);
  yield* change(keys);
}

test('passes a bank that shows changes late and lets several ifAbsent puts succeed, and says so', async () => {
  expect(await failuresOf(laggingBank)).toEqual(new Map());
}, 30_000);

test('fails a bank that lags and says that it is strong', async () => {
  const create = () => ({ ...laggingBank(), features: { ifAbsent: 'atomic', consistency: 'strong' } as const });
  const failures = await failuresOf(create, { theme: 'putting with ifAbsent' });
  expect([...failures.keys()]).toContain('lets one of several that overlap win');
});

describe('fails a bank that', () => {
  const defects: Record<string, { theme: string; create: () => BankPlugin; failing: string }> = {
    'orders keys by UTF-16': {
      theme: 'listing',
      create: bankWith((inner) => ({ listObjects: (prefix, options) => listWith(inner, prefix, options, (keys) => keys.sort()) })),
      failing: 'goes by UTF-8 bytes, where an astral character comes after U+FFFF',
    },
    'gives the marker itself': {
      theme: 'listing',
      create: bankWith((inner) => ({
        listObjects: (prefix, options) =>
          listWith(inner, prefix, options, (keys) => [...(inner.bytes(options?.marker ?? '') ? [options?.marker ?? ''] : []), ...keys]),
      })),
      failing: 'begins after a marker, whether or not it exists',
    },
    'takes a limit of 0 for none': {
      theme: 'listing',
      create: bankWith((inner) => ({
        listObjects: (prefix, { limit, ...options } = {}) =>
          inner.listObjects(prefix, limit === undefined || limit === 0 ? options : { ...options, limit }),
      })),
      failing: 'stops at a limit',
    },
    'lists whole segments only': {
      theme: 'listing',
      create: bankWith((inner) => ({
        listObjects: (prefix, options) =>
          listWith(inner, prefix, options, (keys) => keys.filter((key) => /^$|\/$/.test(prefix) || /^$|^\//.test(key.slice(prefix.length)))),
      })),
      failing: 'gives the keys that start with a prefix, wherever that ends',
    },
    'gives one page and no more': {
      theme: 'listing more keys than a page has',
      create: bankWith((inner) => ({
        listObjects: (prefix, options) => listWith(inner, prefix, options, (keys) => keys.slice(0, 50)),
      })),
      failing: 'gives all of them once and in order, from either end and from anywhere',
    },
    'confuses upper and lower case': {
      theme: 'keys',
      create: bankWith((inner) => ({
        putObject: (key, bytes, options) => inner.putObject(key.toLowerCase(), bytes, options),
        getObject: (key, options) => inner.getObject(key.toLowerCase(), options),
      })),
      failing: 'are different when they differ in case, form or one sign only',
    },
    'normalises Unicode': {
      theme: 'keys',
      create: bankWith((inner) => ({
        putObject: (key, bytes, options) => inner.putObject(key.normalize('NFC'), bytes, options),
        getObject: (key, options) => inner.getObject(key.normalize('NFC'), options),
      })),
      failing: 'may hold spaces, percent signs, punctuation, reserved names and all of Unicode',
    },
    'cuts long segments': {
      theme: 'keys',
      create: bankWith((inner) => ({
        putObject: (key, bytes, options) => inner.putObject(key.slice(0, 255), bytes, options),
        getObject: (key, options) => inner.getObject(key.slice(0, 255), options),
      })),
      failing: 'may be long',
    },
    'has no object at a key that has others below it': {
      theme: 'a key and what is below it',
      create: bankWith((inner) => ({
        getObject: async (key, options) => {
          if (inner.keys().some((one) => one.startsWith(`${key}/`))) throw new Error('EISDIR');
          return inner.getObject(key, options);
        },
      })),
      failing: 'may both have an object',
    },
    'keeps the bytes that it was given': {
      theme: 'putting',
      create: bankWith((inner) => {
        const kept = new Map<string, Uint8Array>();
        return {
          putObject: async (key, bytes, options) => {
            await inner.putObject(key, bytes, options);
            kept.set(key, bytes);
          },
          getObject: async (key, options) => kept.get(key)?.slice() ?? inner.getObject(key, options),
        };
      }),
      failing: 'does not change what it keeps when the caller uses the bytes again',
    },
    'gives the bytes that it keeps': {
      theme: 'getting',
      create: bankWith((inner) => {
        const kept = new Map<string, Uint8Array>();
        return {
          getObject: async (key, options) => {
            const bytes = kept.get(key) ?? (await inner.getObject(key, options));
            kept.set(key, bytes);
            return bytes;
          },
        };
      }),
      failing: 'gives bytes that the caller may change',
    },
    'shows a half-written object': {
      theme: 'concurrency',
      create: bankWith((inner) => ({
        putObject: async (key, bytes, options) => {
          await inner.putObject(key, bytes.subarray(0, bytes.length / 2));
          await new Promise((resolve) => setImmediate(resolve));
          await inner.putObject(key, bytes, options);
        },
      })),
      failing: 'shows a reader the old or the new object, never a part',
    },
    'looks first and puts later': {
      theme: 'putting with ifAbsent',
      create: bankWith((inner) => ({
        putObject: async (key, bytes, options) => {
          if (options?.ifAbsent && !inner.bytes(key)) await Promise.resolve();
          else return inner.putObject(key, bytes, options);
          return inner.putObject(key, bytes);
        },
      })),
      failing: 'lets one of several that overlap win',
    },
    'fails to delete what is absent': {
      theme: 'deleting',
      create: bankWith((inner) => ({
        deleteObject: async (key) => {
          await inner.getObject(key);
          await inner.deleteObject(key);
        },
      })),
      failing: 'is fine when there is no object',
    },
    'takes no notice of signals': {
      theme: 'aborting',
      create: bankWith((inner) => ({
        putObject: (key, bytes, { ifAbsent = false } = {}) => inner.putObject(key, bytes, { ifAbsent }),
      })),
      failing: 'rejects and puts nothing when it is aborted before',
    },
    'declares nothing': {
      theme: 'features',
      create: bankWith(() => ({ features: {} as BankPlugin['features'] })),
      failing: 'declares how ifAbsent and reading behave',
    },
  };

  for (const [defect, { theme, create, failing }] of Object.entries(defects)) {
    test(defect, async () => {
      const failures = await failuresOf(create, { theme });
      expect([...failures.keys()]).toContain(failing);
    });
  }
});

test('fails every test that leaves something behind, and says so', async () => {
  const create = bankWith((inner) => ({
    deleteObject: (key) => (key === 'empty' ? Promise.resolve() : inner.deleteObject(key)),
  }));
  const failures = await failuresOf(create, { theme: 'putting' });
  expect([...failures.keys()]).toEqual(['keeps an object of 0 bytes']);
  expect(String(failures.get('keeps an object of 0 bytes'))).toContain(
    'The bank is not empty after every object that the test had put was deleted.',
  );
});

test('refuses a bank that is not empty at the start', async () => {
  const create = bankWith((inner) => ({
    listObjects: (prefix, options) => listWith(inner, prefix, options, (keys) => ['other', ...keys]),
  }));
  const failures = await failuresOf(create, { theme: 'features' });
  expect(String([...failures.values()][0])).toContain('The bank is not empty before the test: let `create` give an empty bank');
});

test('closes what it opened once, then gives it to destroy', async () => {
  const log: string[] = [];
  const failures = await failuresOf(() => ({ ...memoryBank(), close: async () => void log.push('close') }), {
    theme: 'features',
    reopen: (bank) => ({ ...bank, close: async () => void log.push('close again') }),
    destroy: () => log.push('destroy'),
  });
  expect(failures).toEqual(new Map());
  expect(log).toEqual(['close', 'destroy', 'close', 'close again', 'destroy']);
});
