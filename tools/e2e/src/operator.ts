import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startDevcloud } from '@karbor/devcloud';
import type { Devcloud, DevcloudOptions, RequestMatch } from '@karbor/devcloud';
import { connect, loadCloud } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { callKarbor } from './karbor-call.js';
import { startKarbor } from './karbor-process.js';
import type { KarborProcess, Outcome, Surroundings } from './karbor-process.js';
import { providerFile } from './provider-file.js';

/** An item as `--json` prints it. */
export interface Item {
  readonly id: string;
  readonly status: string;
}

/** Somebody with a cloud, a provider file and the `karbor` command, in a folder of his own. */
export class Operator {
  readonly folder: string;
  readonly cloud: Devcloud;

  private constructor(folder: string, cloud: Devcloud) {
    this.folder = folder;
    this.cloud = cloud;
  }

  static async start(options: DevcloudOptions = {}): Promise<Operator> {
    const folder = await mkdtemp(join(tmpdir(), 'karbor-e2e-'));
    const operator = new Operator(folder, await startDevcloud(options));
    await mkdir(operator.path('providers.d'));
    await operator.write('providers.d/nightly.conf', providerFile(operator.path('bank')));
    await operator.write('clouds.yaml', operator.cloud.cloudsYaml());
    return operator;
  }

  /** The project that he works in. */
  get projectId(): string {
    return this.cloud.project('demo').id;
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(this.path(name), text);
  }

  /** Starts `karbor` as a process, for the user `demo` unless `environment` says otherwise. */
  start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): KarborProcess {
    return startKarbor(args, this.#surroundings(environment));
  }

  /** Runs `karbor` as a process, which must do well, and gives what it printed. */
  async run(...args: readonly string[]): Promise<string> {
    return outputOf(args, await this.start(args).ended);
  }

  /** Runs `karbor` in this process, which is quicker. */
  call(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return callKarbor(args, this.#surroundings(environment));
  }

  /** Runs `karbor` in this process, which must do well, and gives its document. */
  async json<Document>(...args: readonly string[]): Promise<Document> {
    return JSON.parse(outputOf(args, await this.call([...args, '--json']))) as Document;
  }

  /** Acts in the cloud as the user `demo`, past Karbor. */
  async asUser<Result>(act: (session: Session) => Promise<Result>): Promise<Result> {
    const session = connect(await loadCloud({ cloud: 'demo', environment: {}, workingFolder: this.folder }));
    return act(session).finally(() => session.close());
  }

  /** Waits until a request like this one has arrived, from now on. */
  async requested(match: RequestMatch): Promise<void> {
    const { requests } = this.cloud;
    const before = requests.count(match);
    while (requests.count(match) === before) await delay(5);
  }

  /** The newest checkpoint. */
  async newest(): Promise<Item> {
    const [newest] = await this.json<Item[]>('checkpoint', 'list', '--limit', '1');
    if (!newest) throw new Error('There is no checkpoint.');
    return newest;
  }

  async end(): Promise<void> {
    await this.cloud.stop();
    await rm(this.folder, { recursive: true });
  }

  #surroundings(environment: Readonly<Record<string, string>>): Surroundings {
    const own = { OS_CLOUD: 'demo', KARBOR_CONFIG_DIR: this.path('providers.d') };
    return { workingFolder: this.folder, environment: { ...own, ...environment } };
  }
}

function outputOf(args: readonly string[], { code, out, err }: Outcome): string {
  if (code === 0) return out;
  throw new Error(`karbor ${args.join(' ')} ended with ${String(code)}: ${err}`);
}
