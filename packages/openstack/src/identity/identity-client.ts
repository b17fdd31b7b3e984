import type { CallOptions, ListOptions } from '../session/call-options.js';
import type { Project, UpdateProject } from './project.js';

/** Keystone, Identity API v3. */
export interface IdentityClient {
  /** The projects that the session's user has a role in (`GET /auth/projects`). */
  listProjects(options?: ListOptions): AsyncIterable<Project>;
  /** Errors: `OPENSTACK_NOT_FOUND`; `OPENSTACK_FORBIDDEN` for a project that the user may not see. */
  showProject(id: string, options?: CallOptions): Promise<Project>;
  /** Needs an administrator's role by default. */
  updateProject(id: string, changes: UpdateProject, options?: CallOptions): Promise<Project>;
}
