import type { Command } from 'commander';

/** Adds a sub-command with the options that every command takes. */
export type AddCommand = (parent: Command, nameAndArguments: string, description: string) => Command;
