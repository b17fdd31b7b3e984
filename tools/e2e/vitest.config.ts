import { defineConfig } from 'vitest/config';

// Each test starts several processes, which takes its time on a busy machine.
export default defineConfig({ test: { include: ['src/**/*.test.ts'], exclude: ['src/memory/**'], testTimeout: 120_000, hookTimeout: 60_000 } });
