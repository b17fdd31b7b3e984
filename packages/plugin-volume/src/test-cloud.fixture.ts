import { startDevcloud } from '@karbor/devcloud';
import type { Devcloud, DevcloudOptions } from '@karbor/devcloud';
import { connect } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import type { Context } from '@karbor/plugin-sdk';

/** An embedded cloud with a session of one of its users. */
export interface TestCloud {
  readonly cloud: Devcloud;
  readonly session: Session;
  readonly context: Context;
  /** By the cloud's clock. */
  readonly now: () => Date;
  /** To be closed. */
  connectAs(userName: string): Session;
  /** Reserves a volume for a server that need not exist, as Nova does for one that is shelved. */
  reserve(volumeId: string, serverId: string): Promise<void>;
  /** Attaches a volume to a server that need not exist. */
  attach(volumeId: string, serverId: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestCloud(options: DevcloudOptions = {}, userName = 'demo'): Promise<TestCloud> {
  const cloud = await startDevcloud({ volumeBytesPerGigabyte: 64 * 1024, delay: 1, ...options });
  const session = connectAs(cloud, userName);
  return {
    cloud,
    session,
    now: () => new Date((options.clock ?? Date.now)()),
    context: { projectId: cloud.project(userName).id, auth: session },
    connectAs: (name) => connectAs(cloud, name),
    async reserve(volumeId, serverId) {
      await makeAttachment(session, { volume_uuid: volumeId, instance_uuid: serverId });
    },
    async attach(volumeId, serverId) {
      const connector = { mountpoint: '/dev/vdb' };
      const id = await makeAttachment(session, { volume_uuid: volumeId, instance_uuid: serverId, connector });
      const path = `/attachments/${id}/action`;
      await session.request('volume', { method: 'POST', path, json: { 'os-complete': {} }, microversion: '3.59' });
    },
    async stop() {
      await session.close();
      await cloud.stop();
    },
  };
}

async function makeAttachment(session: Session, attachment: object): Promise<string> {
  const call = { method: 'POST', path: '/attachments', json: { attachment }, microversion: '3.59' } as const;
  const { body } = await session.request<{ attachment: { id: string } }>('volume', call);
  return body.attachment.id;
}

function connectAs(cloud: Devcloud, userName: string): Session {
  const { auth } = cloud.cloudConfig(userName);
  return connect(
    {
      authUrl: auth.auth_url,
      auth: {
        type: 'password',
        user: { name: auth.username, domainName: auth.user_domain_name },
        password: auth.password,
      },
      project: { name: auth.project_name, domainName: auth.project_domain_name },
    },
    { retry: { minDelay: 1, maxDelay: 5 } },
  );
}
