#!/usr/bin/env node
import { runKarbor } from './run-karbor.js';
import { processTerminal } from './terminal.js';

process.exitCode = await runKarbor(process.argv.slice(2), processTerminal());
