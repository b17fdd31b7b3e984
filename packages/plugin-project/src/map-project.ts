import { isOpenStackError, sessionFrom } from '@karbor/openstack';
import type { Project, Session } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import type { Restore, RestoreCheck } from './hook-arguments.js';

/**
 * Refuses projects that cannot take the place of the protected ones, before anything of the restore exists.
 * @throws KarborError `KARBOR_RESOURCE_NOT_FOUND`, `KARBOR_PROJECT_DISABLED`
 */
export async function checkProjects({ members, context, signal }: RestoreCheck): Promise<void> {
  for (const { parameters } of members) {
    const asked = parameters.restore_project_id ?? context.projectId;
    if (asked !== context.projectId) await checkProject(sessionFrom(context.auth), asked, signal);
  }
}

/** Says which project takes the protected one's place. Changes nothing in Keystone. @throws as `checkProjects` */
export async function mapProject({ parameters, context, mapping, signal, log }: Restore): Promise<void> {
  const asked = parameters.restore_project_id ?? context.projectId;
  if (asked !== context.projectId) {
    await checkProject(sessionFrom(context.auth), asked, signal);
    log.warn(
      `The restore runs in project ${context.projectId} and makes its resources there, although restore_project_id names ${asked}.`,
    );
  }
  mapping.set(asked);
}

async function checkProject(session: Session, id: string, signal: AbortSignal): Promise<void> {
  const project = (await shownProject(session, id, signal)) ?? (await ownProject(session, id, signal));
  if (!project) {
    throw new KarborError(
      'KARBOR_RESOURCE_NOT_FOUND',
      `There is no project ${id}, or the user has no role in it: correct restore_project_id.`,
      { details: { project: id, parameter: 'restore_project_id' } },
    );
  }
  if (!project.enabled) {
    throw new KarborError(
      'KARBOR_PROJECT_DISABLED',
      `Project ${id} is disabled: have it enabled, or name another one in restore_project_id.`,
      { details: { project: id, parameter: 'restore_project_id' } },
    );
  }
}

async function shownProject(session: Session, id: string, signal: AbortSignal): Promise<Project | undefined> {
  try {
    return await session.identity.showProject(id, { signal });
  } catch (error) {
    if (isOpenStackError(error, 'OPENSTACK_NOT_FOUND', 'OPENSTACK_FORBIDDEN')) return undefined;
    throw error;
  }
}

/** Keystone shows an ordinary user no project but the token's; the list of those with a role tells of the others. */
async function ownProject(session: Session, id: string, signal: AbortSignal): Promise<Project | undefined> {
  for await (const project of session.identity.listProjects({ signal })) {
    if (project.id === id) return project;
  }
  return undefined;
}
