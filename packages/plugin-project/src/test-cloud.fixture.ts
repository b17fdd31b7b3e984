import { startDevcloud } from '@karbor/devcloud';
import type { Devcloud } from '@karbor/devcloud';
import { connect } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import type { Context, Logger, Resource } from '@karbor/plugin-sdk';
import { operationHarness } from '@karbor/plugin-sdk/testing';
import type { OperationHarness } from '@karbor/plugin-sdk/testing';
import { projectProtectionPlugin } from './plugin.js';

/** An embedded cloud with sessions of its user `demo` and of its administrator. */
export interface TestCloud {
  readonly cloud: Devcloud;
  readonly admin: Session;
  /** That of project `demo`. */
  readonly context: Context;
  readonly resource: Resource;
  stop(): Promise<void>;
}

export interface ProjectLife extends OperationHarness {
  /** What was said at level `warn`. */
  readonly warnings: string[];
}

export async function startTestCloud(): Promise<TestCloud> {
  const projects = [{ name: 'demo', description: 'For trying out', tags: ['blue', 'green'] }, { name: 'alt' }];
  const cloud = await startDevcloud({ projects, delay: 1 });
  const [session, admin] = [sessionOf(cloud, 'demo'), sessionOf(cloud, 'admin')];
  const projectId = cloud.project('demo').id;
  return {
    ...{ cloud, admin, context: { projectId, auth: session } },
    resource: { type: 'OS::Keystone::Project', id: projectId, name: 'demo' },
    async stop() {
      await session.close();
      await admin.close();
      await cloud.stop();
    },
  };
}

/** The life of project `demo`. */
export function lifeOf({ resource, context }: TestCloud): ProjectLife {
  const warnings: string[] = [];
  const quiet = () => undefined;
  const log: Logger = { debug: quiet, info: quiet, warn: (message) => warnings.push(message), error: quiet };
  const life = operationHarness(projectProtectionPlugin, { resource, context, log });
  return Object.defineProperty(life, 'warnings', { value: warnings }) as ProjectLife;
}

function sessionOf(cloud: Devcloud, userName: string): Session {
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
    { retry: { attempts: 2, minDelay: 1, maxDelay: 2 } },
  );
}
