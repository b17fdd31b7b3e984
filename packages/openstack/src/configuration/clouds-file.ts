import path from 'node:path';
import { OpenStackError } from '../errors.js';
import type { Environment } from './environment.js';
import type { Settings } from './settings.js';
import { isMapping, readYamlMapping, type Mapping } from './yaml-file.js';

/** The clouds of the first `clouds.yaml` that was found, with its `secure.yaml` merged in. */
export interface CloudsFile {
  /** The file they are from; `undefined` when there is none. */
  readonly file: string | undefined;
  readonly clouds: ReadonlyMap<string, Mapping>;
  /** Where was looked, for messages. */
  readonly searched: readonly string[];
}

export interface Places {
  readonly environment: Environment;
  readonly workingFolder: string;
  readonly homeFolder: string;
}

const extensions = ['yaml', 'yml', 'json'];

export async function readCloudsFile(places: Places): Promise<CloudsFile> {
  const { environment, workingFolder, homeFolder } = places;
  const configHome = environment['XDG_CONFIG_HOME'] ?? '';
  const userFolder = path.join(configHome === '' ? path.join(homeFolder, '.config') : configHome, 'openstack');
  const folders = [workingFolder, userFolder, '/etc/openstack'];

  const named = candidate(environment['OS_CLIENT_CONFIG_FILE'], workingFolder);
  const searched = [...named, ...folders.map((folder) => path.join(folder, 'clouds.yaml'))];
  const found = await firstFile([...named, ...folders.flatMap((folder) => inFolder(folder, 'clouds'))]);
  if (found === undefined) return { file: undefined, clouds: new Map(), searched };

  const secretFile = await firstFile([
    ...candidate(environment['OS_CLIENT_SECURE_FILE'], workingFolder),
    ...[path.dirname(found.file), ...folders].flatMap((folder) => inFolder(folder, 'secure')),
  ]);
  const secrets = secretFile === undefined ? new Map<string, Mapping>() : cloudsOf(secretFile);
  const clouds = new Map<string, Mapping>();
  for (const [name, cloud] of cloudsOf(found)) clouds.set(name, merged(cloud, secrets.get(name) ?? {}));
  return { file: found.file, clouds, searched };
}

/** One cloud's settings: those of its `auth` section and its own. */
export function settingsFromCloud(name: string, cloud: Mapping, file: string): Settings {
  const auth = isMapping(cloud['auth']) ? cloud['auth'] : {};
  const values = { ...scalars(cloud), ...scalars(auth) };
  return {
    values,
    origin: `cloud '${name}' of ${file}`,
    label: (setting) => (authSettings.test(setting) ? `auth.${setting}` : setting),
  };
}

const authSettings =
  /^(auth_url|user|password$|token$|project|tenant|application_credential|domain|default_domain|trust_id|system_scope)/;

function scalars(mapping: Mapping): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [key, value] of Object.entries(mapping)) {
    if (typeof value === 'string' && !isNull(key, value)) values[key.replaceAll('-', '_')] = value;
  }
  return values;
}

/** What YAML would have read as null; but a secret is taken as it is written. */
function isNull(key: string, value: string): boolean {
  return (value === 'null' || value === '~') && !/password|secret|token/.test(key);
}

function merged(base: Mapping, over: Mapping): Mapping {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = result[key];
    result[key] = isMapping(before) && isMapping(value) ? merged(before, value) : value;
  }
  return result;
}

interface Found {
  readonly file: string;
  readonly content: Mapping;
}

function cloudsOf({ file, content }: Found): Map<string, Mapping> {
  const clouds = content['clouds'];
  if (clouds === undefined || clouds === '') return new Map();
  const invalid = (problem: string) =>
    new OpenStackError(`${file}: ${problem}.`, { code: 'OPENSTACK_CONFIG_INVALID', noEffect: true });
  if (!isMapping(clouds)) throw invalid(`'clouds' must be a mapping from names to clouds`);
  const result = new Map<string, Mapping>();
  for (const [name, cloud] of Object.entries(clouds)) {
    if (!isMapping(cloud)) throw invalid(`cloud '${name}' must be a mapping`);
    result.set(name, cloud);
  }
  return result;
}

async function firstFile(files: readonly string[]): Promise<Found | undefined> {
  for (const file of files) {
    const content = await readYamlMapping(file);
    if (content !== undefined) return { file, content };
  }
  return undefined;
}

function candidate(file: string | undefined, workingFolder: string): string[] {
  return file === undefined || file === '' ? [] : [path.resolve(workingFolder, file)];
}

function inFolder(folder: string, base: string): string[] {
  return extensions.map((extension) => path.join(folder, `${base}.${extension}`));
}
