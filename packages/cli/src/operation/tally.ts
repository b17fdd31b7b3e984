import type { OperationEvent } from '@karbor/core';
import { resourceKey } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';

type EventOf<Type extends OperationEvent['type']> = Extract<OperationEvent, { type: Type }>;

/** A hook that runs. */
interface Running {
  readonly name: string;
  /** Bytes by resource and by what they are of: a hook may move several things. */
  readonly moved: Map<string, number>;
}

/** Counts what an operation tells. */
export class Tally {
  /** Hooks that have ended well. */
  done = 0;
  /** Bytes moved, those of attempts that failed too. */
  bytes = 0;
  /** From the first event to the last. */
  milliseconds = 0;
  #started: number | undefined;
  readonly #running = new Set<Running>();
  /** By hook and resource: all members of a group have the same one. */
  readonly #byMember = new Map<string, Running>();

  add(event: OperationEvent): void {
    this.#started ??= event.time;
    this.milliseconds = event.time - this.#started;
    if (event.type === 'progress') this.#progressed(event);
    if (event.type === 'hook') this.#changed(event);
  }

  /** How many hooks run now. */
  get runningCount(): number {
    return this.#running.size;
  }

  /** The hook that has been running longest. */
  get oldestRunning(): string | undefined {
    const [oldest] = this.#running;
    return oldest?.name;
  }

  /** The bytes that the hook of this event has moved so far. */
  bytesOf(event: OperationEvent): number {
    const running = event.type === 'hook' ? this.#byMember.get(memberKey(event)) : undefined;
    return [...(running?.moved.values() ?? [])].reduce((sum, amount) => sum + amount, 0);
  }

  #changed(event: EventOf<'hook'>): void {
    const [first] = event.resources;
    if (event.status === 'started') {
      const running = { name: `${event.hook} ${first?.name || (first?.id ?? '')}`, moved: new Map() };
      this.#running.add(running);
      for (const resource of event.resources) this.#byMember.set(memberKey(event, resource), running);
      return;
    }
    const running = this.#byMember.get(memberKey(event));
    if (running) this.#running.delete(running);
    for (const resource of event.resources) this.#byMember.delete(memberKey(event, resource));
    if (event.status === 'ended') this.done += 1;
  }

  #progressed(event: EventOf<'progress'>): void {
    const { done, message = '' } = event;
    const moved = this.#byMember.get(memberKey(event))?.moved;
    if (done === undefined || !moved) return;
    const what = `${memberKey(event)} ${message}`;
    const before = moved.get(what) ?? 0;
    if (done <= before) return;
    moved.set(what, done);
    this.bytes += done - before;
  }
}

function memberKey({ hook, resources }: EventOf<'hook' | 'progress'>, resource: Resource | undefined = resources[0]): string {
  return `${hook} ${resource ? resourceKey(resource) : ''}`;
}
