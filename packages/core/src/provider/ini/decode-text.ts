import { isUtf8 } from 'node:buffer';

/** The text of a file, or the line at which it stops being text. */
export type DecodedText = { readonly text: string } | { readonly badLine: number };

/** Takes bytes for UTF-8 text, with or without a byte order mark. NUL is no text. */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (!isText(bytes)) return { badLine: firstBadLine(bytes) };
  return { text: new TextDecoder().decode(bytes) };
}

function isText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !bytes.includes(0);
}

function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; ; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1 || !isText(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}
