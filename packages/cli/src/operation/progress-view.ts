import type { OperationEvent } from '@karbor/core';

/** Shows an operation while it runs. */
export interface ProgressView {
  show(event: OperationEvent): void;
  /** The operation is over. */
  end(): void;
}
