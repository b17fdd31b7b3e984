import type { OperationEvent } from '@karbor/core';
import type { Invocation } from '../invocation.js';
import { commonArguments } from '../settings/common-settings.js';
import type { CommonSettings } from '../settings/common-settings.js';
import type { DetachedProcess } from '../terminal/terminal.js';
import { told } from './told.js';

/**
 * Watches what an operation holds still. From the first such thing on another process is told of each, and lets it go when
 * this one has not done so in time, or ends without a goodbye.
 */
export class FreezeWatch {
  readonly #start: () => DetachedProcess | undefined;
  readonly #held = new Set<string>();
  #watchdog: DetachedProcess | undefined;

  constructor(operationId: string, { startDetached, messages }: Invocation, settings: CommonSettings) {
    this.#start = () => {
      const watchdog = startDetached?.(['watchdog', operationId, ...commonArguments(settings)]);
      watchdog?.onFailure((error) => {
        messages.line(`warning: No process watches over what stands still, should this one be killed: ${error.message}`);
      });
      return watchdog;
    };
  }

  see(event: OperationEvent): void {
    if (event.type !== 'effect' || event.urgent !== true) return;
    // It is told before the thing is done, and a process is there, if not ready, as soon as it is started.
    if (event.status === 'acquiring') {
      this.#held.add(event.tag);
      this.#watchdog ??= this.#start();
      this.#watchdog?.input.write(told.holds(event.tag, event.until));
    }
    if (event.status !== 'void' && event.status !== 'released') return;
    this.#held.delete(event.tag);
    this.#watchdog?.input.write(told.letGo(event.tag));
  }

  /** The operation has ended. What it could not let go is tried once more by the other process. */
  end(): void {
    if (this.#held.size === 0) this.#watchdog?.input.write(told.goodbye);
    this.#watchdog?.input.end();
    this.#watchdog = undefined;
  }
}
