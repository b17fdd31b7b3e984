import type { Answer, Call } from './call.js';
import { Problem } from './problem.js';

export type Parameters = Readonly<Record<string, string>>;
export type RouteHandler<C extends Call> = (call: C, parameters: Parameters) => Answer | Promise<Answer>;

interface Route<C extends Call> {
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: RouteHandler<C>;
}

const split = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Problem(400, `The path segment ${segment} is not well encoded.`);
  }
};

const match = (pattern: readonly string[], path: readonly string[]): Parameters | undefined => {
  if (pattern.length !== path.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = decode(path[index] ?? '');
    if (expected.startsWith(':')) parameters[expected.slice(1)] = actual;
    else if (expected !== actual) return undefined;
  }
  return parameters;
};

/** Routes by method and path; `:name` is one segment. The first route that matches is taken; doubled and trailing slashes do not matter. */
export class Router<C extends Call> {
  readonly #routes: Route<C>[] = [];

  on(method: string, pattern: string, handler: RouteHandler<C>): this {
    this.#routes.push({ method, segments: split(pattern), handler });
    return this;
  }

  /** Throws a Problem 404 or 405 when nothing matches. */
  async handle(call: C): Promise<Answer> {
    const path = split(call.path);
    let known = false;
    for (const route of this.#routes) {
      const parameters = match(route.segments, path);
      if (parameters === undefined) continue;
      if (route.method === call.method) return route.handler(call, parameters);
      known = true;
    }
    throw known
      ? new Problem(
          405,
          'The server could not comply with the request since it is either malformed or otherwise incorrect.',
        )
      : new Problem(404, 'The resource could not be found.');
  }
}
