/** A user or a project by id, or by name in a domain. An id wins over a name. */
export interface NamedInDomain {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly domainId?: string | undefined;
  readonly domainName?: string | undefined;
}

/** A user's name and password. */
export interface PasswordAuth {
  readonly type: 'password';
  readonly user: NamedInDomain;
  readonly password: string;
}

/** A token that someone else obtained. When it ends, the session ends with it: it cannot be renewed. */
export interface TokenAuth {
  readonly type: 'token';
  readonly token: string;
}

/** An application credential, by id, or by name with its user. It carries its own project. */
export interface ApplicationCredentialAuth {
  readonly type: 'applicationCredential';
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly user?: NamedInDomain | undefined;
  readonly secret: string;
}

/** How to prove who one is to Keystone (Identity v3). */
export type KeystoneAuth = PasswordAuth | TokenAuth | ApplicationCredentialAuth;

/** A user's name and key for a Swift that asks no Keystone (auth v1, as TempAuth). Such a session has Swift only. */
export interface V1PasswordAuth {
  readonly type: 'v1Password';
  /** TempAuth wants `account:user`. */
  readonly user: string;
  readonly password: string;
}

/** How to prove who one is. */
export type Auth = KeystoneAuth | V1PasswordAuth;

/** Which of a service's endpoints to use. */
export type EndpointInterface = 'public' | 'internal' | 'admin';

/** Transport security. */
export interface TlsConfig {
  /** False accepts any certificate. Default true. */
  readonly verify?: boolean | undefined;
  /** A file with certificates (PEM) to trust instead of the system's. */
  readonly caFile?: string | undefined;
  /** A client certificate (PEM file) and its key. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/**
 * All that is needed to speak to one cloud. Plain data; what `loadCloud` gives hides its secrets from JSON and
 * `inspect`.
 */
export interface CloudConfig {
  /** The name in `clouds.yaml`, when it came from there. */
  readonly name?: string | undefined;
  /** Keystone's address, with or without `/v3`; of auth v1 the whole one, as `https://swift.example/auth/v1.0`. */
  readonly authUrl: string;
  readonly auth: Auth;
  /**
   * The project to work in. An application credential has its own. In auth v1 its name, if told, is the account to use
   * instead of the user's own.
   */
  readonly project?: NamedInDomain | undefined;
  /** Default: the only region of the catalog, or the first one that has the service. */
  readonly region?: string | undefined;
  /** Default `public`. */
  readonly interface?: EndpointInterface | undefined;
  /**
   * Addresses to use instead of the catalog's, by service type (`compute`, `volume`, …), as `…_endpoint_override` in
   * `clouds.yaml`.
   */
  readonly endpointOverrides?: Readonly<Record<string, string>> | undefined;
  readonly tls?: TlsConfig | undefined;
  /** Milliseconds to wait for an answer's head, and between two pieces of a body. Default 300,000. */
  readonly timeout?: number | undefined;
}
