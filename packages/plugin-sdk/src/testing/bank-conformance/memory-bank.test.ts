import { describe, test } from 'vitest';
import { bankConformance, memoryBank } from '../index.js';

bankConformance({ describe, test, create: memoryBank });
