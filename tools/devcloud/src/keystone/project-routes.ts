import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Call } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import type { Cloud } from '../state/cloud.js';
import type { ProjectRecord } from './records.js';
import { callerOf, isAdmin } from './tokens.js';

const projectUpdate = z.object({
  project: z.object({
    name: z.string().min(1).max(64).optional(),
    description: z.string().optional(),
    enabled: z.boolean().optional(),
    tags: z.array(z.string().min(1).max(255)).max(80).optional(),
  }),
});
const tagsUpdate = z.object({ tags: z.array(z.string().min(1).max(255)).max(80) });

const projectView = (cloud: Cloud, project: ProjectRecord): object => ({
  id: project.id,
  name: project.name,
  domain_id: 'default',
  description: project.description,
  enabled: project.enabled,
  parent_id: 'default',
  is_domain: false,
  tags: project.tags,
  options: {},
  links: { self: `${cloud.url}/identity/v3/projects/${project.id}` },
});

const listView = (cloud: Cloud, call: Call, projects: readonly ProjectRecord[]): object => ({
  projects: projects.map((project) => projectView(cloud, project)),
  links: { next: null, self: `${cloud.url}/identity${call.path}`, previous: null },
});

/** As Keystone's policy: a member may look at his own project, an administrator may do all; others do not learn what exists. */
const allowedProject = (cloud: Cloud, call: Call, id: string, action: string, own: boolean): ProjectRecord => {
  const caller = callerOf(cloud, call);
  if (!isAdmin(caller) && !(own && caller.projectId === id))
    throw new Problem(403, `You are not authorized to perform the requested action: identity:${action}.`);
  const project = cloud.tables.projects.get(id);
  if (project === undefined) throw new Problem(404, `Could not find project: ${id}.`);
  return project;
};

const defined = <T extends object>(changes: T): Partial<ProjectRecord> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));

export const addProjectRoutes = (router: Router<Call>, cloud: Cloud): void => {
  const { projects, assignments } = cloud.tables;
  router
    .on('GET', '/v3/auth/projects', (call) => {
      const { userId } = callerOf(cloud, call);
      const mine = new Set(
        assignments.filter((assignment) => assignment.userId === userId).map(({ projectId }) => projectId),
      );
      return {
        status: 200,
        body: listView(
          cloud,
          call,
          projects.filter(({ id, enabled }) => enabled && mine.has(id)),
        ),
      };
    })
    .on('GET', '/v3/projects', (call) => {
      if (!isAdmin(callerOf(cloud, call)))
        throw new Problem(403, 'You are not authorized to perform the requested action: identity:list_projects.');
      const name = call.query.get('name');
      return {
        status: 200,
        body: listView(
          cloud,
          call,
          projects.filter((project) => name === null || project.name === name),
        ),
      };
    })
    .on('GET', '/v3/projects/:id', (call, { id = '' }) => {
      const project = allowedProject(cloud, call, id, 'get_project', true);
      return { status: 200, body: { project: projectView(cloud, project) } };
    })
    .on('PATCH', '/v3/projects/:id', async (call, { id = '' }) => {
      const project = allowedProject(cloud, call, id, 'update_project', false);
      const { project: changes } = await readJson(call, projectUpdate);
      if (projects.all().some((other) => other.id !== id && other.name === changes.name))
        throw new Problem(
          409,
          'Conflict occurred attempting to store project - it is not permitted to have two projects with the same name in the same domain.',
        );
      projects.save(project, defined(changes));
      return { status: 200, body: { project: projectView(cloud, project) } };
    })
    .on('GET', '/v3/projects/:id/tags', (call, { id = '' }) => {
      const { tags } = allowedProject(cloud, call, id, 'list_project_tags', true);
      return {
        status: 200,
        body: { tags, links: { self: `${cloud.url}/identity${call.path}`, next: null, previous: null } },
      };
    })
    .on('PUT', '/v3/projects/:id/tags', async (call, { id = '' }) => {
      const project = allowedProject(cloud, call, id, 'update_project_tags', false);
      const { tags } = projects.save(project, await readJson(call, tagsUpdate));
      return {
        status: 200,
        body: { tags, links: { self: `${cloud.url}/identity${call.path}`, next: null, previous: null } },
      };
    });
};
