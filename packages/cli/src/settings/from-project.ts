import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { CommonSettings } from './common-settings.js';

/** What a command takes that only reads checkpoints. */
export interface FromProjectSettings extends CommonSettings {
  /** The project whose checkpoints are meant, where that is another one than the project that is acted for. */
  readonly fromProject?: string;
}

/** Adds the option of a command that only reads checkpoints. */
export function withFromProject(command: Command): Command {
  return command.option(
    '--from-project <id>',
    'the project whose checkpoints are meant, of this or another cloud (default: the project that is acted for)',
    projectId,
  );
}

function projectId(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('It must be the id of a project.');
}
