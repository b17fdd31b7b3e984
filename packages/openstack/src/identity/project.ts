/** A project, as Keystone describes it. */
export interface Project {
  readonly id: string;
  readonly name: string;
  readonly domain_id: string;
  readonly description: string | null;
  readonly enabled: boolean;
  readonly parent_id: string | null;
  readonly is_domain: boolean;
  readonly tags: readonly string[];
}

/** What can be changed of a project. `tags` replaces them all. */
export interface UpdateProject {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly tags?: readonly string[] | undefined;
}
