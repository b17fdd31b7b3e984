import { CloudError } from '../cloud-error.js';

export interface Login {
  readonly user: string;
  readonly project: string;
  readonly password: string;
}

interface TokenAnswer {
  readonly token: { readonly project: { readonly id: string } };
}

/** Calls of the services' APIs as one user, for what no client of an ordinary project makes. */
export class AdminApi {
  #token: Promise<{ readonly id: string; readonly projectId: string }> | undefined;

  constructor(
    private readonly keystone: string,
    private readonly login: Login,
  ) {}

  /** The same API as another user. */
  as(login: Omit<Login, 'password'>): AdminApi {
    return new AdminApi(this.keystone, { ...this.login, ...login });
  }

  async projectId(): Promise<string> {
    return (await this.#authenticated()).projectId;
  }

  async get<T>(url: string, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    return (await this.#call('GET', url, undefined, headers)) as T;
  }

  async post<T>(url: string, json: unknown): Promise<T> {
    return (await this.#call('POST', url, json)) as T;
  }

  async put(url: string): Promise<void> {
    await this.#call('PUT', url);
  }

  async delete(url: string): Promise<void> {
    await this.#call('DELETE', url);
  }

  async #call(method: string, url: string, json?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const { id } = await this.#authenticated();
    const response = await send(method, url, json, { ...headers, 'x-auth-token': id });
    const text = await response.text();
    if (response.status === 401) this.#token = undefined;
    if (!response.ok) throw new CloudError('CLOUD_SERVICE_FAILED', `${method} ${url} answered ${response.status}: ${text.slice(0, 500)}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  #authenticated() {
    this.#token ??= this.#authenticate().catch((error: unknown) => {
      this.#token = undefined;
      throw error;
    });
    return this.#token;
  }

  async #authenticate() {
    const { user, project, password } = this.login;
    const domain = { id: 'default' };
    const auth = {
      identity: { methods: ['password'], password: { user: { name: user, domain, password } } },
      scope: { project: { name: project, domain } },
    };
    const response = await send('POST', `${this.keystone}/v3/auth/tokens`, { auth });
    if (!response.ok) throw new CloudError('CLOUD_SERVICE_FAILED', `Keystone answered ${response.status} to a login as ${user}.`);
    const { token } = (await response.json()) as TokenAnswer;
    return { id: response.headers.get('x-subject-token') ?? '', projectId: token.project.id };
  }
}

async function send(method: string, url: string, json?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers: { ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      signal: AbortSignal.timeout(60_000),
    });
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new CloudError('CLOUD_SERVICE_FAILED', `${method} ${url} got no answer: ${reason}`, { cause: error });
  }
}
