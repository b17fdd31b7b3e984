import { codeOf, errorChain } from './error-chain.js';
import { hintFor } from './hints.js';
import { oneLine, printable } from './printable.js';

/** An error as plain data: no stack, no secrets. */
export interface ErrorDocument {
  readonly code: string;
  readonly message: string;
}

export function errorDocument(error: unknown): ErrorDocument {
  if (!(error instanceof Error)) return { code: 'KARBOR_UNKNOWN', message: String(error) };
  return { code: codeOf(error) ?? 'KARBOR_UNKNOWN', message: error.message };
}

/** An error as one clear paragraph, with stacks only for `debug`. */
export function errorText(error: unknown, { debug }: { readonly debug: boolean }): string {
  const { code, message } = errorDocument(error);
  const hint = hintFor(error);
  const paragraph = `karbor: ${oneLine(message)}${hint === undefined ? '' : ` ${hint}`} [${code}]\n`;
  return debug ? paragraph + stacks(error) : paragraph;
}

/** Stacks alone: other fields of a library's error may hold a whole request, with its password or token. */
function stacks(error: unknown): string {
  return [...errorChain(error)].flatMap(({ stack = '' }) => stack.split('\n')).map((line) => `  ${printable(line)}\n`).join('');
}
