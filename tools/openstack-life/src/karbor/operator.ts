import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '@karbor/openstack';
import { stringify } from 'yaml';
import { settingsOf } from '../cloud/place.js';
import type { CloudSettings, Place } from '../cloud/place.js';
import { containerObjects, folderObjects, removeContainer } from './bank-objects.js';
import { deleteCheckpoints } from './checkpoints.js';
import type { Item } from './checkpoints.js';
import { outputOf, startKarbor } from './karbor-process.js';
import type { KarborProcess } from './karbor-process.js';
import { providerFile } from './provider-file.js';
import type { BankKind, ProviderFileOptions } from './provider-file.js';

export type Parameters = Readonly<Record<string, unknown>>;

/** How long a command that is asked to end may tidy up, in milliseconds. */
const grace = 60_000;

/** Somebody with a project, a provider file and the `karbor` command, in a folder of his own. */
export class Operator {
  readonly #running = new Set<KarborProcess>();

  private constructor(
    readonly folder: string,
    readonly bank: BankKind,
    readonly place: Place,
    readonly settings: CloudSettings,
  ) {}

  static async start(place: Place, bank: BankKind): Promise<Operator> {
    const operator = new Operator(await mkdtemp(join(tmpdir(), 'karbor-life-')), bank, place, await settingsOf(place));
    await mkdir(operator.path('providers.d'));
    await operator.configure();
    return operator;
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  get container(): string {
    return `karbor-life-${this.folder.slice(-6)}`;
  }

  /** Writes the provider file and `clouds.yaml`, with other settings of the cloud and further lines of the provider file. */
  async configure(settings: object = {}, lines: Pick<ProviderFileOptions, 'cinder' | 'swift'> = {}): Promise<void> {
    const { account } = this.place;
    const at = this.bank === 'folder' ? this.path('bank') : this.container;
    await this.write('providers.d/nightly.conf', providerFile(this.bank, { at, account, ...lines }));
    await this.write('clouds.yaml', stringify({ clouds: { [account]: { ...this.settings, ...settings } } }));
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(this.path(name), text);
  }

  /** Starts `karbor` as a process. */
  start(...args: readonly string[]): KarborProcess {
    const environment = {
      ...{ OS_CLOUD: this.place.account, OS_CLIENT_CONFIG_FILE: this.path('clouds.yaml') },
      KARBOR_CONFIG_DIR: this.path('providers.d'),
    };
    const running = startKarbor(args, { workingFolder: this.folder, environment });
    this.#running.add(running);
    const forget = () => void this.#running.delete(running);
    running.ended.then(forget, forget);
    return running;
  }

  /** Ends what still runs: its test has failed, or took too long. */
  async endRuns(): Promise<void> {
    await Promise.all(
      [...this.#running].map(async ({ child, ended }) => {
        child.kill('SIGTERM');
        const kill = setTimeout(() => child.kill('SIGKILL'), grace);
        await ended.finally(() => clearTimeout(kill));
      }),
    );
  }

  /** Runs `karbor`, which must do well, and gives what it printed. */
  async run(...args: readonly string[]): Promise<string> {
    return outputOf(args, await this.start(...args).ended);
  }

  async json<Document>(...args: readonly string[]): Promise<Document> {
    return JSON.parse(await this.run(...args, '--json')) as Document;
  }

  /** Protects resources (`TYPE#ID`) and gives the checkpoint's id. */
  async protect(resources: readonly string[], parameters: Parameters = {}): Promise<string> {
    const { id } = await this.json<Item>(...(await this.protectArguments(resources, parameters)));
    return id;
  }

  async protectArguments(resources: readonly string[], parameters: Parameters = {}): Promise<readonly string[]> {
    return ['protect', ...resources.flatMap((resource) => ['--resource', resource]), ...(await this.#parameters(parameters))];
  }

  async restore(id: string, parameters: Parameters = {}): Promise<string> {
    return this.run('restore', id, ...(await this.#parameters(parameters)));
  }

  verify(id: string): Promise<string> {
    return this.run('checkpoint', 'verify', id);
  }

  async delete(id: string): Promise<void> {
    await this.run('checkpoint', 'delete', id);
  }

  /** The newest checkpoint. */
  async newest(): Promise<Item> {
    const [newest] = await this.json<Item[]>('checkpoint', 'list', '--limit', '1');
    if (!newest) throw new Error('There is no checkpoint.');
    return newest;
  }

  /** Deletes all checkpoints, and tells what failed. */
  deleteCheckpoints(): Promise<readonly string[]> {
    return deleteCheckpoints((...args) => this.start(...args).ended);
  }

  /** What its bank holds, but for what tells that checkpoints were deleted. */
  bankObjects(session: Session): Promise<readonly string[]> {
    return this.bank === 'folder' ? folderObjects(this.path('bank')) : containerObjects(session, this.container);
  }

  async end(session: Session): Promise<void> {
    if (this.bank === 'swift') await removeContainer(session, this.container);
    await rm(this.folder, { recursive: true });
  }

  async #parameters(parameters: Parameters): Promise<readonly string[]> {
    if (Object.keys(parameters).length === 0) return [];
    const name = `parameters-${randomBytes(4).toString('hex')}.yaml`;
    await this.write(name, stringify(parameters));
    return ['--parameters', name];
  }
}
