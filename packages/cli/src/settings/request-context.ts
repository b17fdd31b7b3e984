import { connect, loadCloud } from '@karbor/openstack';
import type { CloudConfig, Session } from '@karbor/openstack';
import type { Context } from '@karbor/plugin-sdk';
import type { Terminal } from '../terminal.js';
import type { CommonSettings } from './common-settings.js';
import { usageError } from './usage-error.js';

/** Who asks, and how to end the connection. */
export interface Request {
  readonly context: Context;
  close(): Promise<void>;
}

/** Who asks: the project of the cloud that is named, or, where none is, `--project-id` alone. */
export async function openRequest(settings: CommonSettings, terminal: Terminal): Promise<Request> {
  const cloud = await configuredCloud(settings, terminal);
  if (!cloud) return { context: { projectId: settings.projectId ?? 'default' }, close: () => Promise.resolve() };
  const session = connect(scoped(cloud, settings.projectId), { environment: terminal.environment, userAgent: `karbor/${terminal.version}` });
  try {
    return { context: await contextOf(session, settings.projectId), close: () => session.close() };
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function configuredCloud(settings: CommonSettings, terminal: Terminal): Promise<CloudConfig | undefined> {
  const { environment, workingFolder } = terminal;
  const named = settings.osCloud ?? environment['OS_CLOUD'] ?? environment['OS_AUTH_URL'] ?? '';
  if (named === '') return undefined;
  return loadCloud({ environment, workingFolder, ...(settings.osCloud !== undefined && { cloud: settings.osCloud }) });
}

/** An application credential has its own project; all others can be asked for another one. */
function scoped(cloud: CloudConfig, projectId: string | undefined): CloudConfig {
  if (projectId === undefined || cloud.auth.type === 'applicationCredential') return cloud;
  return { ...cloud, project: { id: projectId } };
}

async function contextOf(session: Session, wanted: string | undefined): Promise<Context> {
  const projectId = await session.projectId();
  if (wanted !== undefined && wanted !== projectId) {
    throw usageError(`The credentials are those of project ${projectId}, not of ${wanted}: leave --project-id out, or use others.`);
  }
  const { projectName, userId } = await session.authenticate();
  return { projectId, userId, ...(projectName !== undefined && { projectName }), auth: session };
}
