/** An entry of a server's action log. */
export interface InstanceAction {
  /** `create`, `pause`, `unpause`, `stop`, … */
  readonly action: string;
  readonly instance_uuid: string;
  /** Equal to the `requestId` that the call for it returned. */
  readonly request_id: string;
  readonly user_id: string | null;
  readonly project_id: string | null;
  /** UTC, without a zone: `2026-11-22T15:17:39.000000`. */
  readonly start_time: string;
  /** `Error` when the action failed. */
  readonly message: string | null;
  /** From 2.58. */
  readonly updated_at?: string;
}

/** One action with what happened in it. */
export interface InstanceActionDetail extends InstanceAction {
  /** For administrators; from 2.51 for the server's owner too. */
  readonly events?: readonly InstanceActionEvent[];
}

export interface InstanceActionEvent {
  readonly event: string;
  readonly start_time: string;
  readonly finish_time: string | null;
  /** `Success`, `Error`, or null while it runs. */
  readonly result: string | null;
}
