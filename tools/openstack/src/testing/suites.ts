import { CloudError } from '../cloud-error.js';
import type { Cloud } from '../cloud/running-cloud.js';
import { bytesPerGigabyte } from '../services/cinder/bytes-per-gigabyte.js';
import type { InLane } from './side-by-side.js';

/** Tests that run against a real cloud when the environment names one. */
export interface Suite extends InLane {
  readonly name: string;
  /** Below the workspace's folder; `vitest` runs there. */
  readonly folder: string;
  /** Of `vitest run`. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it needs a cloud of its own whose servers are real guests. */
  readonly guests?: boolean;
}

/** Of the bank's conformance what depends on how it logs in. */
const inShort = ['conformance-elsewhere', '-t', 'features|putting|getting|deleting'];

/** In the order in which they run, but for those that are side by side. All get the variables of `environmentOf`, too. */
export const suitesOf = ({ endpoints, password }: Pick<Cloud, 'endpoints' | 'password'>): readonly Suite[] => [
  {
    name: "The bank's conformance on Swift, with a cloud of clouds.yaml",
    folder: 'packages/bank-swift',
    arguments: ['conformance-elsewhere'],
    environment: { KARBOR_TEST_SWIFT_OS_CLOUD: 'demo' },
    lane: 'bank',
  },
  {
    name: "The bank's conformance on Swift, in short, with Keystone's address and a user",
    folder: 'packages/bank-swift',
    arguments: inShort,
    environment: {
      KARBOR_TEST_SWIFT_AUTH_URL: endpoints['identity'] ?? '',
      KARBOR_TEST_SWIFT_USER: 'alt',
      KARBOR_TEST_SWIFT_KEY: password,
      KARBOR_TEST_SWIFT_TENANT_NAME: 'alt',
    },
    lane: 'bank',
  },
  {
    name: "The bank's conformance on Swift, in short, with a user of Swift's own",
    folder: 'packages/bank-swift',
    arguments: inShort,
    environment: {
      KARBOR_TEST_SWIFT_AUTH_URL: (endpoints['object-store'] ?? '').replace(/\/v1\/.*$/, '/auth/v1.0'),
      KARBOR_TEST_SWIFT_USER: 'karbor:karbor',
      KARBOR_TEST_SWIFT_KEY: password,
    },
    lane: 'bank',
  },
  {
    name: 'The contract that the embedded cloud keeps, too',
    folder: 'tools/cloud-contract',
    arguments: [],
    environment: {},
    lane: 'contract',
  },
  {
    name: 'The commands that bring a cloud up and down',
    folder: 'tools/openstack',
    arguments: ['src/lifecycle'],
    environment: {},
    lane: 'contract',
  },
  {
    name: 'Whole lives of resources and projects, failures, and the guide',
    folder: 'tools/openstack-life',
    arguments: ['src/lives', 'src/whole-project', 'src/failures', 'src/guide'],
    environment: {},
  },
  {
    name: 'What one project has protected, restored into another',
    folder: 'tools/openstack-life',
    arguments: ['src/two-projects', '--maxWorkers', '1'],
    environment: {},
    lane: 'outages',
  },
  {
    name: 'Services that stop half way',
    folder: 'tools/openstack-life',
    arguments: ['src/outages', '--maxWorkers', '1'],
    environment: {},
    lane: 'outages',
  },
  {
    name: 'Real guests, that stand still while they are protected',
    folder: 'tools/openstack-life',
    arguments: ['src/guests', '--maxWorkers', '1'],
    environment: {},
    guests: true,
    lane: 'guests',
  },
];

/** What tells a suite of the cloud. */
export const environmentOf = ({ cloudsFile, stateDir }: Cloud): Record<string, string> => ({
  KARBOR_TEST_CLOUDS_FILE: cloudsFile,
  /** For `attach` of this tool. */
  KARBOR_TEST_CLOUD_STATE: stateDir,
  /** Of a volume. */
  KARBOR_TEST_BYTES_PER_GIGABYTE: String(bytesPerGigabyte),
  OS_CLIENT_CONFIG_FILE: cloudsFile,
});

/** Those with one of the words in their name or folder; without words all. Throws `CLOUD_ARGUMENT`, which names words that no suite has. */
export function chooseSuites(suites: readonly Suite[], words: readonly string[]): readonly Suite[] {
  const has = ({ name, folder }: Suite, word: string) => `${name} ${folder}`.includes(word);
  const unknown = words.filter((word) => !suites.some((suite) => has(suite, word)));
  if (unknown.length > 0)
    throw new CloudError('CLOUD_ARGUMENT', `No suite has this in its name or folder: ${unknown.join(', ')}. There are: ${suites.map(({ name }) => name).join('; ')}.`);
  return words.length === 0 ? suites : suites.filter((suite) => words.some((word) => has(suite, word)));
}
