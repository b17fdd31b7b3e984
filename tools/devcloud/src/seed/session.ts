import { DevcloudError } from '../api/devcloud-error.js';
import type { CloudConfig } from '../api/devcloud.js';
import type { Cloud } from '../state/cloud.js';

const snippet = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text);

export type SeededCloud = Pick<Cloud, 'url' | 'computeMinor'>;

/** A small client of the cloud's own HTTP API. */
export class Session {
  private constructor(
    private readonly url: string,
    readonly projectId: string,
    private readonly token: string,
    private readonly computeMinor: number,
  ) {}

  static async open({ url, computeMinor }: SeededCloud, { auth }: CloudConfig): Promise<Session> {
    const answer = await fetch(`${auth.auth_url}/auth/tokens`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        auth: {
          identity: {
            methods: ['password'],
            password: { user: { name: auth.username, domain: { name: 'Default' }, password: auth.password } },
          },
          scope: { project: { name: auth.project_name, domain: { name: 'Default' } } },
        },
      }),
    });
    const token = answer.headers.get('x-subject-token');
    const body = (await answer.json()) as { token?: { project?: { id: string } } };
    if (token === null || body.token?.project === undefined)
      throw new DevcloudError('SEED_FAILED', `Logging in as ${auth.username} got ${answer.status}.`);
    return new Session(url, body.token.project.id, token, Math.min(computeMinor, 79));
  }

  async #send(method: string, path: string, type: string, body: string | Buffer | null): Promise<Response> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'X-Auth-Token': this.token,
        'OpenStack-API-Version': `compute 2.${this.computeMinor}`,
        ...(body !== null && { 'Content-Type': type }),
      },
      body,
    });
    if (!answer.ok)
      throw new DevcloudError('SEED_FAILED', `${method} ${path} got ${answer.status}: ${snippet(await answer.text())}`);
    return answer;
  }

  async get<T>(path: string): Promise<T> {
    return (await (await this.#send('GET', path, '', null)).json()) as T;
  }

  /** The body of the answer, which is undefined when it is empty. */
  async post<T>(path: string, body: object): Promise<T> {
    const text = await (await this.#send('POST', path, 'application/json', JSON.stringify(body))).text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async upload(path: string, bytes: Uint8Array): Promise<void> {
    await this.#send('PUT', path, 'application/octet-stream', Buffer.from(bytes));
  }
}
