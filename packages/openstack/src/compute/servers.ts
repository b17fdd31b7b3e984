import { OpenStackError } from '../errors.js';
import { isRecord } from '../http/json.js';
import { path } from '../http/path.js';
import type { Accepted, CallOptions } from '../session/call-options.js';
import { part, type ServiceClient } from '../session/service-client.js';
import type { ServiceAnswer } from '../session/service-request.js';
import type { ComputeClient } from './compute-client.js';

type Servers = Pick<
  ComputeClient,
  | 'listServers'
  | 'showServer'
  | 'createServer'
  | 'deleteServer'
  | 'pauseServer'
  | 'unpauseServer'
  | 'suspendServer'
  | 'resumeServer'
  | 'startServer'
  | 'stopServer'
  | 'createServerImage'
  | 'setServerMetadata'
  | 'deleteServerMetadataKey'
>;

export function createServers(nova: ServiceClient): Servers {
  const action =
    (name: string) =>
    async (id: string, options?: CallOptions): Promise<Accepted> =>
      nova.accept('POST', path`/servers/${id}/action`, { [name]: null }, options);

  return {
    listServers: (options) => nova.list('/servers/detail', 'servers', options),
    showServer: async (id, options) => nova.get(path`/servers/${id}`, 'server', options),
    createServer: async (server, { schedulerHints, ...options } = {}) => {
      const json = { server, ...(schedulerHints && { 'os:scheduler_hints': schedulerHints }) };
      const answer = await nova.call('POST', '/servers', json, options);
      // The answer's adminPass stays here.
      const { id } = part<{ id: string }>(answer, 'server', 'POST /servers of compute');
      return { id, requestId: answer.requestId };
    },
    deleteServer: async (id, options) => nova.accept('DELETE', path`/servers/${id}`, undefined, options),
    pauseServer: action('pause'),
    unpauseServer: action('unpause'),
    suspendServer: action('suspend'),
    resumeServer: action('resume'),
    startServer: action('os-start'),
    stopServer: action('os-stop'),
    createServerImage: async (id, image, options) => {
      const answer = await nova.call('POST', path`/servers/${id}/action`, { createImage: image }, options);
      return { imageId: imageIdOf(answer), requestId: answer.requestId };
    },
    setServerMetadata: async (id, metadata, options) =>
      nova.send('POST', path`/servers/${id}/metadata`, { metadata }, 'metadata', { ...options, idempotent: true }),
    deleteServerMetadataKey: async (id, key, options) =>
      nova.accept('DELETE', path`/servers/${id}/metadata/${key}`, undefined, options),
  };
}

/** From microversion 2.45 the body tells the image, before that the address that the answer points to. */
function imageIdOf(answer: ServiceAnswer<unknown>): string {
  const told = isRecord(answer.body) ? answer.body['image_id'] : undefined;
  if (typeof told === 'string') return told;
  const id = /\/images\/([^/?]+)\/?$/.exec(answer.headers['location'] ?? '')?.[1];
  if (id !== undefined) return id;
  throw new OpenStackError('The creation of a server image was accepted without telling the image.', {
    code: 'OPENSTACK_UNEXPECTED_ANSWER',
    service: 'compute',
    status: answer.status,
    requestId: answer.requestId,
    attempts: 1,
  });
}
