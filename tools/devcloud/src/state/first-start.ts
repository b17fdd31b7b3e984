import { randomBytes, randomUUID } from 'node:crypto';
import type { ProjectSeed } from '../api/options.js';
import { defaultVolumeType } from '../cinder/volumes.js';
import type { ProjectRecord, RoleName } from '../keystone/records.js';
import type { Cloud } from './cloud.js';

const keystoneId = (): string => randomBytes(16).toString('hex');

const insertFacts = (cloud: Cloud): void => {
  cloud.tables.facts.insert({
    id: 'facts',
    roleIds: { reader: keystoneId(), member: keystoneId(), admin: keystoneId() },
    catalogSeed: keystoneId(),
    hostId: randomBytes(28).toString('hex'),
  });
  cloud.tables.volumeTypes.insert({
    id: randomUUID(),
    name: defaultVolumeType,
    description: 'Default Volume Type',
    isPublic: true,
    extraSpecs: {},
    createdAt: cloud.now(),
  });
};

interface Account extends ProjectSeed {
  readonly roles: readonly RoleName[];
  /** Keystone scopes a token of this user to his project when he does not say which. */
  readonly scopedByDefault: boolean;
}

const insertAccount = (cloud: Cloud, account: Account, password: string): ProjectRecord => {
  const project = cloud.tables.projects.insert({
    id: keystoneId(),
    name: account.name,
    description: account.description ?? '',
    enabled: true,
    tags: [...(account.tags ?? [])],
  });
  const user = cloud.tables.users.insert({
    id: keystoneId(),
    name: account.name,
    password,
    defaultProjectId: account.scopedByDefault ? project.id : null,
  });
  const assign = (userId: string, roles: readonly RoleName[]): void => {
    cloud.tables.assignments.insert({ id: `${project.id}#${userId}`, projectId: project.id, userId, roles });
  };
  assign(user.id, account.roles);
  const admin = cloud.tables.users.all().find(({ name }) => name === 'admin');
  if (admin !== undefined && admin.id !== user.id) assign(admin.id, ['reader', 'member', 'admin']);
  return project;
};

/** Makes what is not there yet: accounts and, per project, what `equip` gives it. */
export const ensureAccounts = (
  cloud: Cloud,
  projects: readonly ProjectSeed[],
  password: string,
  equip: (project: ProjectRecord, index: number) => void,
): void => {
  if (cloud.tables.facts.get('facts') === undefined) insertFacts(cloud);
  const accounts: Account[] = [
    {
      name: 'admin',
      description: 'Bootstrap project for initializing the cloud.',
      roles: ['reader', 'member', 'admin'],
      scopedByDefault: false,
    },
    ...projects.map((project): Account => ({ ...project, roles: ['reader', 'member'], scopedByDefault: true })),
  ];
  for (const [index, account] of accounts.entries()) {
    if (cloud.tables.projects.all().some(({ name }) => name === account.name)) continue;
    equip(insertAccount(cloud, account, password), index);
  }
};
