import { path } from '../http/path.js';
import type { Accepted, MicroversionCallOptions } from '../session/call-options.js';
import { part, type ServiceClient } from '../session/service-client.js';
import type { VolumeClient } from './volume-client.js';

type Groups = Pick<
  VolumeClient,
  | 'listGroups'
  | 'showGroup'
  | 'createGroup'
  | 'updateGroup'
  | 'deleteGroup'
  | 'listGroupSnapshots'
  | 'showGroupSnapshot'
  | 'createGroupSnapshot'
  | 'deleteGroupSnapshot'
>;

interface Created extends Accepted {
  readonly id: string;
  readonly name: string | null;
}

export function createGroups(cinder: ServiceClient): Groups {
  const create = async (
    place: string,
    key: string,
    json: unknown,
    options?: MicroversionCallOptions
  ): Promise<Created> => {
    const answer = await cinder.call('POST', place, { [key]: json }, withGroups(options));
    const { id, name } = part<{ id: string; name: string | null }>(answer, key, `POST ${place} of volume`);
    return { id, name, requestId: answer.requestId };
  };

  return {
    listGroups: (options) => cinder.list('/groups/detail', 'groups', withGroups(options)),
    showGroup: async (id, options) => cinder.get(path`/groups/${id}`, 'group', withGroups(options)),
    createGroup: (group, options) => create('/groups', 'group', group, options),
    updateGroup: async (id, { addVolumes, removeVolumes, ...changes }, options) => {
      const group = { ...changes, add_volumes: addVolumes?.join(','), remove_volumes: removeVolumes?.join(',') };
      return cinder.accept('PUT', path`/groups/${id}`, { group }, { ...withGroups(options), idempotent: false });
    },
    deleteGroup: async (id, { deleteVolumes = false, ...options } = {}) => {
      const json = { delete: { 'delete-volumes': deleteVolumes } };
      return cinder.accept('POST', path`/groups/${id}/action`, json, withGroups(options));
    },
    listGroupSnapshots: (options) => cinder.list('/group_snapshots/detail', 'group_snapshots', withGroups(options)),
    showGroupSnapshot: async (id, options) =>
      cinder.get(path`/group_snapshots/${id}`, 'group_snapshot', withGroups(options)),
    createGroupSnapshot: (snapshot, options) => create('/group_snapshots', 'group_snapshot', snapshot, options),
    deleteGroupSnapshot: async (id, options) =>
      cinder.accept('DELETE', path`/group_snapshots/${id}`, undefined, withGroups(options)),
  };
}

/** Generic groups and their snapshots are complete at 3.60. */
function withGroups<T extends MicroversionCallOptions>(options?: T): T & { readonly microversion: string } {
  return { ...(options as T), microversion: options?.microversion ?? '3.60' };
}
