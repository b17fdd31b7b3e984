import type { LoggedRequest, RequestLog, RequestMatch } from '../api/request-log.js';

export interface Matchable {
  readonly service: string;
  readonly method: string;
  readonly path: string;
}

export const matches = (match: RequestMatch, request: Matchable): boolean =>
  (match.service === undefined || match.service === request.service) &&
  (match.method === undefined || match.method === request.method) &&
  (match.path === undefined || new RegExp(match.path).test(request.path));

export type OpenEntry = { -readonly [Key in keyof LoggedRequest]: LoggedRequest[Key] };

/** Remembers the newest requests, up to a limit. */
export class BoundedRequestLog implements RequestLog {
  #entries: OpenEntry[] = [];
  #total = 0;

  constructor(
    private readonly limit: number,
    private readonly clock: () => number,
  ) {}

  get total(): number {
    return this.#total;
  }

  add(entry: Omit<OpenEntry, 'index' | 'time'>): OpenEntry {
    this.#total += 1;
    const open: OpenEntry = { index: this.#total, time: new Date(this.clock()).toISOString(), ...entry };
    this.#entries.push(open);
    if (this.#entries.length > this.limit * 2) this.#entries = this.#entries.slice(-this.limit);
    return open;
  }

  list(match: RequestMatch = {}): readonly LoggedRequest[] {
    return this.#entries
      .slice(-this.limit)
      .filter((entry) => matches(match, entry))
      .map((entry) => ({ ...entry }));
  }

  count(match: RequestMatch = {}): number {
    return this.list(match).length;
  }

  clear(): void {
    this.#entries = [];
  }
}
