export { exitCodes } from './exit-codes.js';
export { runKarbor } from './run-karbor.js';
export type { Terminal, TerminalStream } from './terminal/terminal.js';
