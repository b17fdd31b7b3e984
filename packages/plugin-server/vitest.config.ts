import { defineConfig } from 'vitest/config';

// Some tests go through an operation once for each of its calls: on a busy machine that takes longer than the default.
export default defineConfig({ test: { include: ['src/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } });
