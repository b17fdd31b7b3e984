import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BankPlugin } from '@karbor/plugin-sdk';
import { bankConformance } from '@karbor/plugin-sdk/testing';
import { describe, test } from 'vitest';
import bankHello from './index.js';

const folders = new WeakMap<BankPlugin, string>();
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
