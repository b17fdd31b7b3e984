import { resourceKey } from '@karbor/plugin-sdk';
import type { HookName, Resource } from '@karbor/plugin-sdk';
import type { OpenOperation } from './open-operation.js';
import type { SectionRequest } from './operation-records.js';

/** Tells and records what an attempt of a hook stores. */
export function storageReports(
  { emit, journal }: Pick<OpenOperation, 'emit' | 'journal'>,
  { resource, hook, attempt }: { readonly resource: Resource; readonly hook: HookName; readonly attempt: number },
): Pick<SectionRequest, 'onProgress' | 'onChunks'> {
  return {
    onProgress: (done, total, name) => {
      const progress = { type: 'progress', hook, resources: [resource], attempt } as const;
      emit({ ...progress, done, ...(total !== undefined && { total }), message: name });
    },
    onChunks: (name, chunks) => {
      journal.append({ type: 'stream-stored', resource: resourceKey(resource), hook, attempt, name, ...chunks });
    },
  };
}
