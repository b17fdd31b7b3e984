import type { Invocation } from '../invocation.js';
import type { CommonSettings } from '../settings/common-settings.js';

/** Prints a result: as one JSON document with `--json`, else as text. */
export async function print(invocation: Invocation, settings: CommonSettings, document: unknown, text: () => string): Promise<void> {
  await invocation.out.write(settings.json ? json(document) : text());
}

/** A document as it is printed. */
export function json(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
