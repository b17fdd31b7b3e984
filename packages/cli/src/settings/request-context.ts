import { connect, loadCloud } from '@karbor/openstack';
import type { CloudConfig, Session } from '@karbor/openstack';
import type { Context } from '@karbor/plugin-sdk';
import type { Invocation } from '../invocation.js';
import { version } from '../version.js';
import type { CommonSettings } from './common-settings.js';
import type { FromProjectSettings } from './from-project.js';
import { usageError } from './usage-error.js';

/** Who asks, and how to end the connection. */
export interface Request {
  readonly context: Context;
  close(): Promise<void>;
}

/** Variables of which each alone says that a cloud is meant. */
const cloudVariables = ['OS_CLOUD', 'OS_AUTH_URL', 'OS_USERNAME', 'OS_USER_ID', 'OS_TOKEN', 'OS_APPLICATION_CREDENTIAL_ID'];

/**
 * Who asks: the project of the cloud that is named, or, where none is, `--project-id` alone; and whose checkpoints are meant.
 */
export async function openRequest(invocation: Invocation, settings: FromProjectSettings): Promise<Request> {
  const request = await openOwn(invocation, settings);
  const { fromProject } = settings;
  return fromProject === undefined ? request : { ...request, context: { ...request.context, checkpointProjectId: fromProject } };
}

async function openOwn(invocation: Invocation, settings: CommonSettings): Promise<Request> {
  const cloud = await configuredCloud(invocation, settings);
  if (!cloud) return { context: { projectId: settings.projectId ?? 'default' }, close: () => Promise.resolve() };
  const { environment, signal } = invocation;
  const session = connect(scoped(cloud, settings.projectId), { environment, userAgent: `karbor/${version}` });
  try {
    return { context: await contextOf(session, settings.projectId, signal), close: () => session.close() };
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function configuredCloud({ environment, workingFolder }: Invocation, { osCloud }: CommonSettings): Promise<CloudConfig | undefined> {
  const isNamed = osCloud !== undefined || cloudVariables.some((name) => (environment[name] ?? '') !== '');
  return isNamed ? loadCloud({ environment, workingFolder, cloud: osCloud }) : undefined;
}

/** An application credential has its own project; all others can be asked for another one. */
function scoped(cloud: CloudConfig, projectId: string | undefined): CloudConfig {
  if (projectId === undefined || cloud.auth.type === 'applicationCredential') return cloud;
  return { ...cloud, project: { id: projectId } };
}

async function contextOf(session: Session, wanted: string | undefined, signal: AbortSignal): Promise<Context> {
  const projectId = await session.projectId({ signal });
  if (wanted !== undefined && wanted !== projectId) {
    throw usageError(`The credentials are those of project ${projectId}, not of ${wanted}: leave --project-id out, or use others.`);
  }
  const { projectName, userId } = await session.authenticate({ signal });
  return { projectId, userId, ...(projectName !== undefined && { projectName }), auth: session };
}
