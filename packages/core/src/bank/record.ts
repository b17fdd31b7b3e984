import { createHash } from 'node:crypto';
import { isKarborError, KarborError } from '@karbor/plugin-sdk';
import type { Json, KarborErrorCode } from '@karbor/plugin-sdk';
import { canonicalJson } from './canonical-json.js';

/** A kind of record and the newest version of it that this code knows. */
export interface RecordFormat {
  readonly format: string;
  readonly version: number;
}

/** Which object a record was read from, and what it is called when it is not what was written. */
export interface RecordPlace {
  readonly key: string;
  readonly corrupt: KarborErrorCode;
}

/** Lower-case hex. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A record whose hash is stored elsewhere. Equal bodies give equal bytes. */
export function encodeRecord(format: RecordFormat, body: Json): Uint8Array {
  return encodeRecordText(format, canonicalJson(body));
}

/** The same for a body that is canonical JSON already. */
export function encodeRecordText({ format, version }: RecordFormat, body: string): Uint8Array {
  return Buffer.from(`{"body":${body},"format":${JSON.stringify(format)},"version":${version}}`);
}

/** A record that carries its own hash, so that it can be trusted alone. */
export function sealRecord(format: RecordFormat, body: Json): Uint8Array {
  return sealRecordText(format, canonicalJson(body));
}

/** The same for a body that is canonical JSON already. */
export function sealRecordText(format: RecordFormat, body: string): Uint8Array {
  const hash = sha256(encodeRecordText(format, body));
  const { format: name, version } = format;
  return Buffer.from(`{"body":${body},"format":${JSON.stringify(name)},"sha256":"${hash}","version":${version}}`);
}

/**
 * The body of a record whose bytes were checked.
 * @throws KarborError `KARBOR_FORMAT_UNSUPPORTED` when a newer version wrote it; `place.corrupt`
 */
export function decodeRecord(bytes: Uint8Array, format: RecordFormat, place: RecordPlace): Json {
  return readRecord(bytes, format, place).body;
}

/** The body of a sealed record. @throws KarborError as `decodeRecord`; `place.corrupt` when any byte has changed */
export function openRecord(bytes: Uint8Array, format: RecordFormat, place: RecordPlace): Json {
  const { version, body } = readRecord(bytes, format, place);
  if (Buffer.compare(sealRecord({ ...format, version }, body), bytes) !== 0) {
    throw corruptRecord(place, 'its hash is another');
  }
  return body;
}

function readRecord(bytes: Uint8Array, { format, version: known }: RecordFormat, place: RecordPlace) {
  const { body, version, ...record } = parse(bytes, place);
  if (record['format'] !== format || typeof version !== 'number' || body === undefined) {
    throw corruptRecord(place, `it is no record of the kind "${format}"`);
  }
  if (version <= known) return { version, body };
  throw new KarborError(
    'KARBOR_FORMAT_UNSUPPORTED',
    `"${place.key}" has version ${version} of "${format}", and this Karbor knows ${known}: use the one that wrote it, or a newer one.`,
    { details: { key: place.key, format, version } },
  );
}

/** Whether a record of a checkpoint or an operation could not be read for what it holds: it is damaged, or a newer version's. */
export function isUnreadable(error: unknown): error is KarborError {
  const codes = ['KARBOR_CHECKPOINT_CORRUPT', 'KARBOR_JOURNAL_CORRUPT', 'KARBOR_FORMAT_UNSUPPORTED'] as const;
  return codes.some((code) => isKarborError(error, code));
}

export function corruptRecord({ key, corrupt }: RecordPlace, problem: string, cause?: unknown): KarborError {
  return new KarborError(corrupt, `"${key}" in the bank is not as it was written: ${problem}.`, { cause, details: { key } });
}

function parse(bytes: Uint8Array, place: RecordPlace): Readonly<Record<string, Json | undefined>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, Json>>;
  } catch (cause) {
    throw corruptRecord(place, 'it is no JSON', cause);
  }
  throw corruptRecord(place, 'it is no JSON object');
}
