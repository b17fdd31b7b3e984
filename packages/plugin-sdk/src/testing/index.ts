export { memoryBank } from './memory-bank.js';
export type { MemoryBank } from './memory-bank.js';
