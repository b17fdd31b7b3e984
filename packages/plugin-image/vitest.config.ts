import { defineConfig } from 'vitest/config';

// Some tests run an operation once for every call that it makes.
export default defineConfig({ test: { include: ['src/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } });
