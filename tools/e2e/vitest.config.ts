import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    exclude: ['src/memory/**'],
    // The files share nothing but modules, which take their time to load.
    isolate: false,
    maxWorkers: 2,
    // Each test starts processes, which takes its time on a busy machine.
    testTimeout: 120_000,
    retry: process.env['CI'] ? 1 : 0,
    hookTimeout: 60_000,
  },
});
