import { keySegment } from '../bank/key-segment.js';
import type { CheckpointStatus, CheckpointSummary } from './checkpoint.js';
import type { CheckpointOwner } from './read-checkpoint.js';
import type { CheckpointIdentity } from './records.js';

/** What a key of the index says of a checkpoint: perhaps out of date, never the truth itself. */
export interface Hint {
  readonly epoch: number;
  readonly status: CheckpointStatus;
}

const statuses: ReadonlySet<string> = new Set<CheckpointStatus>([
  ...(['protecting', 'available', 'partial', 'error', 'deleting', 'deleted', 'error-deleting'] as const),
]);

/** Under which all checkpoints of an owner are listed, or those of one plan. */
export function listPrefix({ projectId, providerId }: CheckpointOwner, planId?: string): string {
  const owner = `index/${keySegment(projectId)}/${keySegment(providerId)}`;
  return planId === undefined ? `${owner}/all/` : `${owner}/plans/${keySegment(planId)}/`;
}

/** Under which the hints of one checkpoint are. */
export function hintPrefixes(identity: CheckpointIdentity): readonly string[] {
  const name = `${timeSegment(identity.createdAt)}@${identity.id}/`;
  return [listPrefix(identity) + name, listPrefix(identity, identity.planId) + name];
}

/** A time so that the order of bytes is the order of times: `20261122T154710123Z`. */
export function timeSegment(time: Date): string {
  return time.toISOString().replace(/[-:.]/g, '');
}

export function hintName({ epoch, status }: Hint): string {
  return `${epoch}-${status}`;
}

export function parseHintName(name: string): Hint | undefined {
  const match = /^(\d+)-(.+)$/.exec(name);
  if (!match?.[1] || !match[2] || !isStatus(match[2])) return undefined;
  return { epoch: Number(match[1]), status: match[2] };
}

/** What `<time>@<id>/<epoch>-<status>` says, or `undefined` for anything else. */
export function parseIndexKey(key: string): (Hint & CheckpointSummary) | undefined {
  const match = /^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\d)(\d{3}Z)@([^/]+)\/([^/]+)$/.exec(key);
  const [, year, month, hour, minute, second, rest, id, name] = match ?? [];
  const hint = parseHintName(name ?? '');
  if (id === undefined || !hint) return undefined;
  return { ...hint, id, createdAt: new Date(`${year}-${month}-${hour}:${minute}:${second}.${rest}`) };
}

/** Of two hints of one checkpoint the higher is the newer. */
export function compareHints(left: Hint, right: Hint): number {
  return left.epoch - right.epoch || rank(left) - rank(right);
}

function rank({ status }: Hint): number {
  return status === 'protecting' || status === 'deleting' ? 0 : 1;
}

function isStatus(text: string): text is CheckpointStatus {
  return statuses.has(text);
}
