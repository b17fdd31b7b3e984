import { startDevcloud } from '@karbor/devcloud';
import type { Devcloud, DevcloudOptions } from '@karbor/devcloud';
import { connect } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import type { Context } from '@karbor/plugin-sdk';

/** An embedded cloud with sessions of its user and of its administrator. */
export interface TestCloud {
  readonly cloud: Devcloud;
  readonly session: Session;
  readonly admin: Session;
  readonly context: Context;
  /** Resolves when a server is in this status and no task of it is under way. */
  reach(serverId: string, status: string): Promise<void>;
  status(serverId: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startTestCloud(options: DevcloudOptions = {}): Promise<TestCloud> {
  const cloud = await startDevcloud({ volumeBytesPerGigabyte: 64 * 1024, delay: 1, ...options });
  const [session, admin] = [sessionOf(cloud, 'demo'), sessionOf(cloud, 'admin')];
  const status = async (id: string) => (await admin.compute.showServer(id)).status;
  return {
    cloud,
    session,
    admin,
    context: { projectId: cloud.project('demo').id, auth: session },
    async reach(id, wanted) {
      await cloud.settled();
      const now = await status(id);
      if (now !== wanted) throw new Error(`Server ${id} is ${now}, not ${wanted}.`);
    },
    status,
    async stop() {
      await session.close();
      await admin.close();
      await cloud.stop();
    },
  };
}

/** A session of a user, in their own project or another one. */
export function sessionOf(cloud: Devcloud, userName: string, projectName = userName): Session {
  const { auth } = cloud.cloudConfig(userName);
  return connect(
    {
      authUrl: auth.auth_url,
      auth: {
        type: 'password',
        user: { name: auth.username, domainName: auth.user_domain_name },
        password: auth.password,
      },
      project: { name: projectName, domainName: auth.project_domain_name },
    },
    { retry: { attempts: 2, minDelay: 1, maxDelay: 2 } },
  );
}
