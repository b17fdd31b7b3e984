import type { CheckpointView, GraphView } from '@karbor/plugin-sdk';
import type { CheckpointIdentity } from '../checkpoint/records.js';

/** What plugins see of a checkpoint's identity. */
export type SeenIdentity = Pick<CheckpointIdentity, 'id' | 'createdAt'>;

/** What plugins see of a checkpoint. */
export function checkpointView({ id, createdAt }: SeenIdentity, graph: GraphView): CheckpointView {
  return { id, createdAt, graph };
}
