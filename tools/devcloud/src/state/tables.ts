import type { ContainerRecord, ObjectRecord } from '../swift/records.js';
import type {
  NetworkRecord,
  PortRecord,
  SecurityGroupRecord,
  SecurityGroupRuleRecord,
  SubnetRecord,
} from '../neutron/records.js';
import type { FlavorRecord, KeypairRecord, ServerGroupRecord, ServerRecord } from '../nova/records.js';
import type {
  AttachmentRecord,
  BackupRecord,
  GroupRecord,
  GroupSnapshotRecord,
  GroupTypeRecord,
  QuotaRecord,
  SnapshotRecord,
  UserMessageRecord,
  VolumeRecord,
  VolumeTypeRecord,
} from '../cinder/records.js';
import type { ImageRecord } from '../glance/records.js';
import type {
  ApplicationCredentialRecord,
  AssignmentRecord,
  CloudFacts,
  ProjectRecord,
  TokenRecord,
  TrustRecord,
  UserRecord,
} from '../keystone/records.js';
import { type Identified, Table, type TableListener } from './table.js';

/** All that the cloud knows. */
export interface Tables {
  readonly facts: Table<CloudFacts>;
  readonly projects: Table<ProjectRecord>;
  readonly users: Table<UserRecord>;
  readonly assignments: Table<AssignmentRecord>;
  readonly tokens: Table<TokenRecord>;
  readonly applicationCredentials: Table<ApplicationCredentialRecord>;
  readonly trusts: Table<TrustRecord>;
  readonly images: Table<ImageRecord>;
  readonly containers: Table<ContainerRecord>;
  readonly objects: Table<ObjectRecord>;
  readonly networks: Table<NetworkRecord>;
  readonly subnets: Table<SubnetRecord>;
  readonly ports: Table<PortRecord>;
  readonly securityGroups: Table<SecurityGroupRecord>;
  readonly securityGroupRules: Table<SecurityGroupRuleRecord>;
  readonly servers: Table<ServerRecord>;
  readonly flavors: Table<FlavorRecord>;
  readonly keypairs: Table<KeypairRecord>;
  readonly serverGroups: Table<ServerGroupRecord>;
  readonly volumes: Table<VolumeRecord>;
  readonly attachments: Table<AttachmentRecord>;
  readonly snapshots: Table<SnapshotRecord>;
  readonly backups: Table<BackupRecord>;
  readonly volumeTypes: Table<VolumeTypeRecord>;
  readonly userMessages: Table<UserMessageRecord>;
  readonly groupTypes: Table<GroupTypeRecord>;
  readonly groups: Table<GroupRecord>;
  readonly groupSnapshots: Table<GroupSnapshotRecord>;
  readonly quotas: Table<QuotaRecord>;
}

export const createTables = (listener: TableListener): Tables => ({
  facts: new Table('facts', listener),
  projects: new Table('projects', listener),
  users: new Table('users', listener),
  assignments: new Table('assignments', listener),
  tokens: new Table('tokens', listener),
  applicationCredentials: new Table('application-credentials', listener),
  trusts: new Table('trusts', listener),
  images: new Table('images', listener),
  containers: new Table('containers', listener),
  objects: new Table('objects', listener),
  networks: new Table('networks', listener),
  subnets: new Table('subnets', listener),
  ports: new Table('ports', listener),
  securityGroups: new Table('security-groups', listener),
  securityGroupRules: new Table('security-group-rules', listener),
  servers: new Table('servers', listener),
  flavors: new Table('flavors', listener),
  keypairs: new Table('keypairs', listener),
  serverGroups: new Table('server-groups', listener),
  volumes: new Table('volumes', listener),
  attachments: new Table('attachments', listener),
  snapshots: new Table('snapshots', listener),
  backups: new Table('backups', listener),
  volumeTypes: new Table('volume-types', listener),
  userMessages: new Table('user-messages', listener),
  groupTypes: new Table('group-types', listener),
  groups: new Table('groups', listener),
  groupSnapshots: new Table('group-snapshots', listener),
  quotas: new Table('quotas', listener),
});

export const everyTable = (tables: Tables): Table<Identified>[] => Object.values(tables) as Table<Identified>[];
