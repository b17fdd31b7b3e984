import { defineConfig } from 'vitest/config';

// More than a gigabyte goes to a disk and back, several times.
export default defineConfig({ test: { include: ['src/memory/**/*.test.ts'], testTimeout: 900_000, hookTimeout: 60_000 } });
