import { inspect } from 'node:util';
import { CommanderError } from 'commander';

/** An error as plain data: no stack, no secrets. */
export interface ErrorDocument {
  readonly code: string;
  readonly message: string;
}

export function errorDocument(error: unknown): ErrorDocument {
  if (!(error instanceof Error)) return { code: 'KARBOR_UNKNOWN', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'KARBOR_UNKNOWN';
  if (error instanceof CommanderError) return { code: 'KARBOR_USAGE', message: error.message.replace(/^error: /, '') };
  return { code, message: error.message };
}

/** An error as one clear paragraph, with stacks only for `debug`. */
export function errorText(error: unknown, debug: boolean): string {
  const { code, message } = errorDocument(error);
  return `karbor: ${message} [${code}]\n${debug ? `${inspect(error)}\n` : ''}`;
}
