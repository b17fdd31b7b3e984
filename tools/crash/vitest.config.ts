import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    // The files share nothing but modules, which take their time to load.
    isolate: false,
    maxWorkers: 2,
    // Each test starts processes or clouds, which takes its time on a busy machine.
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
});
