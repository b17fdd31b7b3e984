import { bankConformance, memoryBank } from '@karbor/plugin-sdk/testing';
import { describe, test } from 'vitest';
import { maximumKeyLength } from '@karbor/plugin-sdk';
import { openBank } from './bank.js';

describe('a guarded bank', () => {
  bankConformance({ describe, test, create: () => openBank(memoryBank()) });
});

describe('a section of a section', () => {
  const bytes = Uint8Array.of(1);
  bankConformance({
    ...{ describe, test, maximumKeyLength: maximumKeyLength - 'a/b/'.length },
    async create() {
      const plugin = memoryBank();
      // Neighbours that are none of its business.
      for (const key of ['a', 'a/b', 'a/b0', 'a/a/a', 'a/c', 'b/x', 'a/B/x']) await plugin.putObject(key, bytes);
      return openBank(plugin).section('a').section('b');
    },
  });
});
