import { resourceKey } from '@karbor/plugin-sdk';
import type { DeleteSection, HookName, ReadSection, ResourceReference, WriteSection } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank.js';
import { keySegment } from '../key-segment.js';
import { Attempt } from './attempt.js';
import type { ObjectsDelta } from './object-record.js';
import type { ResourceObjects } from './resource-objects.js';
import { deleteView, readView, writeView } from './section-view.js';
import type { AttemptObjects } from './section-view.js';
import type { StoredChunks, StoredPart } from './stored-part.js';

/** Called per stored or read chunk of a stream, in bytes. */
export type OnSectionProgress = (done: number, total: number | undefined, name: string) => void;

/** What a section for a hook is opened with. */
export interface SectionOptions {
  /** The checkpoint's part of the bank (`checkpointSection`), to which the keys in records are relative. */
  readonly bank: BankSection;
  readonly resource: ResourceReference;
  /** What counts so far. Changed by `commit` only. */
  readonly objects: ResourceObjects;
  /** Ends streams that are being written or read. */
  readonly signal?: AbortSignal;
  readonly onProgress?: OnSectionProgress;
}

export interface WriteSectionOptions extends SectionOptions {
  /** Where an epoch's data goes: `Epoch.dataPrefix`. */
  readonly dataPrefix: string;
  readonly hook: HookName;
  readonly attempt: number;
  /** What a try that was cut off had stored of a stream, by its whole name. Its chunks stay when the attempt is dropped. */
  readonly earlier?: (name: string) => StoredPart | undefined;
  /**
   * Told, by the stream's whole name, as whole chunks are stored or used again: each follows those before. With these
   * (`StoredPart`) a later attempt goes on where this one is cut off. What it throws fails the stream.
   */
  readonly onChunks?: (name: string, chunks: StoredChunks) => void;
}

/** The section that one attempt of a hook works with. What it changes counts from `commit` on, and is its own before. */
export interface SectionAttempt<Section extends ReadSection> {
  /** Every call fails with `KARBOR_HOOK_ENDED` after `commit` or `drop`; what is under way then is deleted on arrival. */
  readonly section: Section;
  /** Makes what the attempt put and removed count, and gives it for the journal. */
  commit(): ObjectsDelta;
  /** After `commit`, when its delta is durable: deletes what the attempt replaced or removed, as far as possible. */
  discardReplaced(): Promise<void>;
  /**
   * Forgets what the attempt changed and deletes what it stored, as far as possible; not when `recorded`, which MUST NOT
   * reject, gives false: whether it is durable that the attempt does not count. Default: it is. Never rejects.
   */
  drop(recorded?: Promise<boolean>): Promise<void>;
  /** From now on every call of the section, also one under way, fails with `error`. */
  revoke(error: Error): void;
}

/** For protect. No object is rewritten: a name that is put again has a new object, under this hook and attempt. */
export function openWriteSection(options: WriteSectionOptions): SectionAttempt<WriteSection> {
  const { dataPrefix, resource, hook, attempt } = options;
  const prefix = `${dataPrefix}/${keySegment(resourceKey(resource))}/${hook}-${attempt}`;
  return withSection(new Attempt(options, prefix), writeView);
}

/** For delete: reads, and removes names. */
export function openDeleteSection(options: SectionOptions): SectionAttempt<DeleteSection> {
  return withSection(new Attempt(options), deleteView);
}

/** For restore and verify: a view through the manifest's records; its delta is always empty. */
export function openReadSection(options: SectionOptions): SectionAttempt<ReadSection> {
  return withSection(new Attempt(options), readView);
}

function withSection<Section extends ReadSection>(
  attempt: Attempt,
  view: (objects: AttemptObjects) => Section,
): SectionAttempt<Section> {
  return {
    section: view(attempt),
    commit: () => attempt.commit(),
    discardReplaced: () => attempt.discardReplaced(),
    drop: (recorded) => attempt.drop(recorded),
    revoke: (error) => attempt.revoke(error),
  };
}
