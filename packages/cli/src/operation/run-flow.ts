import { Executor } from '@karbor/core';
import type { MappingEvent, NotQuiescedEvent, TaskFlow } from '@karbor/core';
import type { Invocation } from '../invocation.js';
import type { CommonSettings } from '../settings/common-settings.js';
import { FreezeWatch } from '../watchdog/freeze-watch.js';
import { eventView } from './event-view.js';
import { lineView } from './line-view.js';
import { liveView } from './live-view.js';
import type { FlowEnd } from './operation-document.js';
import type { ProgressView } from './progress-view.js';

export interface RunSettings extends CommonSettings {
  readonly events?: true;
}

/**
 * Runs a flow and shows how it goes, and gives how it has ended. When the command is to stop it is cancelled: its effects
 * are released first. Never rejects.
 */
export function runFlow(flow: TaskFlow, invocation: Invocation, settings: RunSettings): Promise<FlowEnd> {
  const view = viewOf(flow, invocation, settings);
  const watch = new FreezeWatch(flow.operationId, invocation, settings);
  const mapping: MappingEvent[] = [];
  const notQuiesced: NotQuiescedEvent[] = [];
  return new Promise<FlowEnd>((resolve) => {
    new Executor().run(flow, { signal: invocation.signal }).subscribe({
      next: (event) => {
        watch.see(event);
        if (event.type === 'mapping') mapping.push(event);
        if (event.type === 'not-quiesced') notQuiesced.push(event);
        view.show(event);
      },
      error: (error: unknown) => resolve({ flow, mapping, notQuiesced, error }),
      complete: () => resolve({ flow, mapping, notQuiesced }),
    });
  }).finally(() => {
    watch.end();
    view.end();
  });
}

function viewOf(flow: TaskFlow, { out, err, messages }: Invocation, settings: RunSettings): ProgressView {
  if (settings.events) return eventView(out);
  return err.stream.isTTY === true ? liveView(err, messages, flow) : lineView(messages);
}
