export { runKarbor } from './run-karbor.js';
export type { Terminal } from './terminal.js';
export { exitCodes } from './exit-codes.js';
