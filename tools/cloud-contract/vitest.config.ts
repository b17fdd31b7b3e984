import { defineConfig } from 'vitest/config';

const isReal = process.env['KARBOR_TEST_CLOUDS_FILE'] !== undefined;

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    // A real cloud is slow, and a small one does no more than two things at a time.
    maxWorkers: 2,
    isolate: false,
    testTimeout: isReal ? 240_000 : 30_000,
    hookTimeout: isReal ? 240_000 : 30_000,
  },
});
