#!/usr/bin/env node
import { runKarbor } from './run-karbor.js';
import { processTerminal } from './terminal/process-terminal.js';

/** Milliseconds that what a plugin left running may go on: it may still bring something that is then released. */
const patience = 5_000;

const code = await runKarbor(process.argv.slice(2), processTerminal());
process.exitCode = code;
setTimeout(() => process.exit(code), patience).unref();
