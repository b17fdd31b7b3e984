import { stringify } from 'yaml';
import { DevcloudError } from './api/devcloud-error.js';
import type { CloudConfig, DevcloudProject, DevcloudUser } from './api/devcloud.js';
import { region } from './keystone/catalog.js';
import type { Cloud } from './state/cloud.js';

/** Who can log in, in the forms that clients read. */
export class Accounts {
  readonly projects: readonly DevcloudProject[];
  readonly users: readonly DevcloudUser[];

  constructor(private readonly cloud: Cloud) {
    const { projects, users } = cloud.tables;
    this.projects = projects.all().map(({ id, name }) => ({ id, name }));
    this.users = users.all().map(({ id, name, password }) => ({ id, name, password, projectName: name }));
  }

  get authUrl(): string {
    return `${this.cloud.url}/identity/v3`;
  }

  project(name: string): DevcloudProject {
    const project = this.projects.find((one) => one.name === name);
    if (project === undefined)
      throw new DevcloudError('NOT_FOUND', `There is no project ${name}; there are ${this.#names()}.`);
    return project;
  }

  cloudConfig(name = 'demo'): CloudConfig {
    const user = this.users.find((one) => one.name === name);
    if (user === undefined)
      throw new DevcloudError('NOT_FOUND', `There is no user ${name}; there are ${this.#names()}.`);
    return {
      auth: {
        auth_url: this.authUrl,
        username: user.name,
        password: user.password,
        project_name: user.projectName,
        user_domain_name: 'Default',
        project_domain_name: 'Default',
      },
      region_name: region,
      interface: 'public',
      identity_api_version: '3',
    };
  }

  cloudsYaml(): string {
    return stringify({ clouds: Object.fromEntries(this.users.map(({ name }) => [name, this.cloudConfig(name)])) });
  }

  #names(): string {
    return this.users.map(({ name }) => name).join(', ');
  }
}
