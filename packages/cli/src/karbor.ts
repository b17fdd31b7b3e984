#!/usr/bin/env node
import { runKarbor } from './run-karbor.js';
import { processTerminal } from './terminal/process-terminal.js';

// Not process.exit: what is still to be written is written first.
process.exitCode = await runKarbor(process.argv.slice(2), processTerminal());
