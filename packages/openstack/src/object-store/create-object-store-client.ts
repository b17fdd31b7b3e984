import { accountHead, containerHead } from './head.js';
import { listEntries } from './list-entries.js';
import { containerPath } from './object-path.js';
import type { ObjectStoreClient } from './object-store-client.js';
import { createObjects, type ObjectCaller } from './objects.js';
import type { ContainerEntry, ObjectEntry } from './stored-object.js';

export function createObjectStoreClient(caller: ObjectCaller): ObjectStoreClient {
  const head = async (path: string, signal: AbortSignal | undefined) =>
    (await caller.request('object-store', { method: 'HEAD', path, signal })).headers;

  return {
    headAccount: async ({ signal } = {}) => accountHead(await head('', signal)),
    listContainers: (options) => listEntries<ContainerEntry>(caller, () => '', options),

    putContainer: async (container, { headers, signal } = {}) => {
      const path = containerPath(container);
      return { requestId: (await caller.request('object-store', { method: 'PUT', path, headers, signal })).requestId };
    },
    headContainer: async (container, { signal } = {}) => containerHead(await head(containerPath(container), signal)),
    deleteContainer: async (container, { signal } = {}) => {
      const path = containerPath(container);
      return { requestId: (await caller.request('object-store', { method: 'DELETE', path, signal })).requestId };
    },
    listObjects: (container, { delimiter, ...options } = {}) =>
      listEntries<ObjectEntry>(caller, () => containerPath(container), options, delimiter),

    ...createObjects(caller),
  };
}
