import type { BankPlugin, ListOptions } from '@karbor/plugin-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answer } from './front.fixture.js';
import type { FrontCall } from './front.fixture.js';
import { startLateListings } from './late-listings.fixture.js';
import { startTestSwift } from './test-swift.fixture.js';
import type { TestSwift } from './test-swift.fixture.js';

let swift: TestSwift;
beforeAll(async () => {
  swift = await startTestSwift();
});
afterAll(() => swift.close());

async function collect(bank: BankPlugin, prefix: string, options?: ListOptions): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of bank.listObjects(prefix, options)) keys.push(key);
  return keys;
}

describe('25,000 keys', () => {
  const keys = Array.from({ length: 25_000 }, (_, index) => `k/${String(index).padStart(5, '0')}`);
  const asked: string[] = [];
  let bank: BankPlugin;
  beforeAll(async () => {
    bank = await swift.bankBehind((call) => Promise.resolve(answer(200, { 'content-type': 'application/json' }, page(call))));
  });
  beforeEach(() => {
    asked.length = 0;
  });

  /** Lists as Swift does: 10,000 names at most. The names are in order. */
  function page({ path }: FrontCall): string {
    const query = new URL(path, 'http://swift').searchParams;
    asked.push([...query.keys()].filter((name) => name !== 'format').join(' '));
    const [reverse, marker] = [query.get('reverse') === 'true', query.get('marker') ?? ''];
    const rest = (reverse ? keys.toReversed() : keys).filter((key) => marker === '' || (reverse ? key < marker : key > marker));
    const names = rest.slice(0, Number(query.get('limit') ?? 10_000));
    return JSON.stringify(names.map((name) => ({ name, bytes: 1 })));
  }

  it('come page after page, each once and in order, from either end', async () => {
    expect(await collect(bank, 'k/')).toEqual(keys);
    expect(asked).toHaveLength(4);
    expect(await collect(bank, 'k/', { reverse: true })).toEqual(keys.toReversed());
  });

  it('are fetched only as far as they are read', async () => {
    for await (const key of bank.listObjects('k/')) {
      expect(key).toBe('k/00000');
      break;
    }
    expect(asked).toHaveLength(1);
  });

  it('are asked for no more than are wanted, where they are few', async () => {
    expect(await collect(bank, 'k/', { limit: 3, marker: 'k/20000' })).toEqual(['k/20001', 'k/20002', 'k/20003']);
    expect(asked).toEqual(['prefix marker reverse limit']);
    expect(await collect(bank, 'k/', { limit: 12_000 })).toEqual(keys.slice(0, 12_000));
    expect(asked.slice(1)).toEqual(['prefix reverse', 'prefix marker reverse']);
  });

  it('are none before the empty marker, and none when none are wanted', async () => {
    expect(await collect(bank, '', { reverse: true, marker: '' })).toEqual([]);
    expect(await collect(bank, '', { limit: 0 })).toEqual([]);
    expect(asked).toEqual([]);
  });
});

it('may be late: what was put shows when Swift has told itself', async () => {
  let tell: () => void = () => undefined;
  const told = new Promise<void>((resolve) => (tell = resolve));
  const late = await startLateListings(swift.cloud, () => told);
  const bank = await swift.bank({
    swift_endpoint: `${late.url}/object-store/v1/AUTH_%(project_id)s`,
    bank_swift_object_container: 'late',
  });
  await bank.putObject('a', Buffer.from('content'));
  expect(await collect(bank, '')).toEqual([]);
  expect(await bank.getObject('a')).toHaveLength(7);
  tell();
  await late.close();
  expect(await collect(await swift.bank({ bank_swift_object_container: 'late.listed' }), '')).toEqual(['a']);
});

it('is tried again when Swift is away for a while', async () => {
  const bank = await swift.bank({ bank_swift_object_container: 'away' });
  await bank.putObject('a', Buffer.from('content'));
  swift.cloud.faults.add({ method: 'GET', count: 3, effect: { kind: 'status', status: 503 } });
  swift.cloud.faults.add({ method: 'GET', nth: 2, effect: { kind: 'drop', when: 'during' } });
  expect(await collect(bank, '')).toEqual(['a']);
});
