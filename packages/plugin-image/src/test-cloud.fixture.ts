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
  /** The context of a user, who may reach Glance at another address. Its session ends with the cloud. */
  contextOf(userName: string, imageEndpoint?: string): Context;
  stop(): Promise<void>;
}

export async function startTestCloud(options: DevcloudOptions = {}): Promise<TestCloud> {
  const cloud = await startDevcloud({ delay: 1, ...options });
  const sessions: Session[] = [];
  const open = (userName: string, imageEndpoint?: string) => {
    const session = connectAs(cloud, userName, imageEndpoint);
    sessions.push(session);
    return session;
  };
  const contextOf = (userName: string, imageEndpoint?: string) => ({
    projectId: cloud.project(userName).id,
    auth: open(userName, imageEndpoint),
  });
  const session = open('demo');
  return {
    cloud,
    session,
    context: { projectId: cloud.project('demo').id, auth: session },
    contextOf,
    async stop() {
      await Promise.all(sessions.map((one) => one.close()));
      await cloud.stop();
    },
  };
}

function connectAs(cloud: Devcloud, userName: string, imageEndpoint: string | undefined): Session {
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
      ...(imageEndpoint !== undefined && { endpointOverrides: { image: imageEndpoint } }),
    },
    { retry: { minDelay: 1, maxDelay: 5 } },
  );
}
