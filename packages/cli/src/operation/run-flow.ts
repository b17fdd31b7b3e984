import { Executor } from '@karbor/core';
import type { TaskFlow } from '@karbor/core';
import type { Invocation } from '../invocation.js';
import { eventView } from './event-view.js';
import { lineView } from './line-view.js';
import { liveView } from './live-view.js';
import type { ProgressView } from './progress-view.js';

export interface RunSettings {
  readonly json?: true;
  readonly events?: true;
}

/** Runs a flow and shows how it goes. When the command is to stop it is cancelled: effects are released, then this rejects. */
export function runFlow(flow: TaskFlow, invocation: Invocation, settings: RunSettings): Promise<void> {
  const view = viewOf(flow, invocation, settings);
  return new Promise<void>((resolve, reject) => {
    new Executor().run(flow, { signal: invocation.signal }).subscribe({
      next: (event) => view.show(event),
      error: reject,
      complete: resolve,
    });
  }).finally(() => view.end());
}

function viewOf(flow: TaskFlow, { out, err, messages }: Invocation, settings: RunSettings): ProgressView {
  if (settings.events) return eventView(out);
  return err.stream.isTTY === true ? liveView(err, messages, flow) : lineView(messages);
}
