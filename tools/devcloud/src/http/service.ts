import type { ServiceName } from '../api/request-log.js';
import type { Answer, Call } from './call.js';
import type { Problem } from './problem.js';

/** One OpenStack service behind its prefix. */
export interface Service {
  readonly name: ServiceName;
  /** Such as `/identity`. */
  readonly prefix: string;
  handle(call: Call): Promise<Answer>;
  /** The service's own kind of error body. */
  answerTo(problem: Problem, call: Call): Answer;
  /** Headers of every answer, errors too. */
  headers(call: Call): Readonly<Record<string, string>>;
}
