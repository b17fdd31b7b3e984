import { connect, loadCloud } from '@karbor/openstack';
import type { CloudConfig, Session } from '@karbor/openstack';
import { startDevcloud } from '@karbor/devcloud';

/** The accounts that a cloud under test has, each with a project of its name: an administrator and two members. */
export type Account = 'admin' | 'demo' | 'alt';

/** The cloud that the facts are tried on. */
export interface CloudUnderTest {
  /** The bytes that one "GB" of a volume holds. */
  readonly gigabyte: number;
  config(account: Account): Promise<CloudConfig>;
  /**
   * Where that can be had, nothing goes on from `creating` and the like while `during` runs: what lies between can be looked at.
   * A real cloud is slow enough by itself.
   */
  meanwhile<T>(during: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** The real cloud of the `clouds.yaml` that `KARBOR_TEST_CLOUDS_FILE` names, or else a fresh devcloud. */
export async function openCloud(): Promise<CloudUnderTest> {
  const file = process.env['KARBOR_TEST_CLOUDS_FILE'];
  return file === undefined ? startEmbedded() : realCloud(file);
}

/** A session that tries each call once: a fact is about one answer. */
export function sessionOf(config: CloudConfig): Session {
  return connect(config, { retry: { attempts: 1 } });
}

function realCloud(file: string): CloudUnderTest {
  return {
    gigabyte: Number(process.env['KARBOR_TEST_BYTES_PER_GIGABYTE'] ?? 1024 ** 3),
    config: (account) => loadCloud({ cloud: account, environment: { OS_CLIENT_CONFIG_FILE: file } }),
    meanwhile: (during) => during(),
    stop: () => Promise.resolve(),
  };
}

async function startEmbedded(): Promise<CloudUnderTest> {
  const gigabyte = 64 * 1024;
  const cloud = await startDevcloud({ volumeBytesPerGigabyte: gigabyte, delay: 2 });
  return {
    gigabyte,
    config: (account) => {
      const { auth, region_name: region } = cloud.cloudConfig(account);
      return Promise.resolve({
        authUrl: auth.auth_url,
        auth: {
          type: 'password',
          user: { name: auth.username, domainName: auth.user_domain_name },
          password: auth.password,
        },
        project: { name: auth.project_name, domainName: auth.project_domain_name },
        region,
      });
    },
    async meanwhile(during) {
      const release = cloud.holdTransitions();
      try {
        return await during();
      } finally {
        release();
      }
    },
    stop: () => cloud.stop(),
  };
}
