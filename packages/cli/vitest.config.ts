import { defineConfig } from 'vitest/config';

// Some tests start processes of their own, which takes its time on a busy machine.
export default defineConfig({ test: { include: ['src/**/*.test.ts'], testTimeout: 120_000, retry: process.env['CI'] ? 1 : 0, hookTimeout: 120_000 } });
