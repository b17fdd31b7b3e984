import type { Devcloud } from '@karbor/devcloud';
import { startFront } from './front.fixture.js';
import type { Forward, Front, FrontAnswer, FrontCall } from './front.fixture.js';

const objectPath = /^(\/object-store\/v1\/[^/]+\/[^/?]+)(\/[^?]+)$/;
const containerPath = /^(\/object-store\/v1\/[^/]+\/[^/?]+)(\?.*)?$/;

/**
 * Stands before the Swift of an embedded cloud and lists as a real one may: what was put or deleted shows later. As
 * there, listings come from elsewhere: from a second container, which is told of each change when `lag` of that change
 * is over.
 */
export async function startLateListings(cloud: Devcloud, lag: () => Promise<unknown>): Promise<Front> {
  let updates: Promise<unknown> = Promise.resolve();
  const later = (update: () => Promise<unknown>): void => {
    const due = lag();
    updates = updates
      .then(() => due)
      .then(update)
      .catch(() => undefined);
  };

  async function handle({ method, path, headers }: FrontCall, forward: Forward): Promise<FrontAnswer> {
    const [, ownContainer, query = ''] = containerPath.exec(path) ?? [];
    if (ownContainer !== undefined && method === 'GET') return await forward({ path: `${ownContainer}.listed${query}` });
    if (ownContainer !== undefined && method === 'PUT') await forward({ path: `${ownContainer}.listed` });
    const answer = await forward();
    const [, container, name] = objectPath.exec(path) ?? [];
    if (container !== undefined && name !== undefined && answer.status < 300 && /PUT|DELETE/.test(method)) {
      const change = { path: `${container}.listed${name}`, headers: { 'x-auth-token': headers['x-auth-token'] }, body: Buffer.alloc(0) };
      later(() => forward(change));
    }
    return answer;
  }

  const front = await startFront(cloud.url, handle);
  return {
    url: front.url,
    close: async () => {
      await updates;
      await front.close();
    },
  };
}
