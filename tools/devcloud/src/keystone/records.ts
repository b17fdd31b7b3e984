export interface ProjectRecord {
  readonly id: string;
  name: string;
  description: string;
  enabled: boolean;
  tags: string[];
}

export interface UserRecord {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly defaultProjectId: string | null;
}

export type RoleName = 'admin' | 'member' | 'reader';

/** `projectId#userId` has these roles. */
export interface AssignmentRecord {
  readonly id: string;
  readonly projectId: string;
  readonly userId: string;
  readonly roles: readonly RoleName[];
}

export interface TokenRecord {
  /** What travels in `X-Auth-Token`. */
  readonly id: string;
  readonly methods: readonly string[];
  readonly auditId: string;
  readonly userId: string;
  /** null for an unscoped token. */
  readonly projectId: string | null;
  readonly roles: readonly RoleName[];
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly applicationCredentialId?: string;
  readonly trustId?: string;
}

export interface ApplicationCredentialRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly secret: string;
  readonly userId: string;
  readonly projectId: string;
  readonly roles: readonly RoleName[];
  readonly expiresAt: number | null;
  readonly unrestricted: boolean;
}

export interface TrustRecord {
  readonly id: string;
  readonly trustorUserId: string;
  readonly trusteeUserId: string;
  readonly projectId: string;
  readonly impersonation: boolean;
  readonly roles: readonly RoleName[];
  readonly expiresAt: number | null;
}

/** Facts that must stay the same for the life of the cloud. */
export interface CloudFacts {
  readonly id: 'facts';
  readonly roleIds: Readonly<Record<RoleName, string>>;
  /** Seeds the ids of the catalog's services and endpoints. */
  readonly catalogSeed: string;
  readonly hostId: string;
}
