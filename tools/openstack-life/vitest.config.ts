import { defineConfig } from 'vitest/config';

const isReal = process.env['KARBOR_TEST_CLOUDS_FILE'] !== undefined;

export default defineConfig({
  test: {
    // Without a real cloud there is nothing to run.
    include: isReal ? ['src/**/*.test.ts'] : [],
    passWithNoTests: !isReal,
    globalSetup: isReal ? ['src/whole-cloud/nothing-left.ts'] : [],
    // One for each of the cloud's ordinary projects.
    maxWorkers: 2,
    testTimeout: 900_000,
    hookTimeout: 300_000,
    // Of the look at the whole cloud at the end.
    teardownTimeout: 180_000,
  },
});
