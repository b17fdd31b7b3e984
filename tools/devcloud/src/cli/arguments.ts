import { parseArgs } from 'node:util';
import type { DevcloudOptions } from '../api/options.js';
import { parseSize } from './size.js';

export const usage = `devcloud: an OpenStack on this machine, for tests and demos (127.0.0.1 only)

  --port N                        TCP port (default: a free one)
  --folder DIR                    keep the state there (default: in memory, gone at the end)
  --project NAME                  a project with a user of that name; repeatable (default: demo, alt)
  --password TEXT                 of every user (default: devcloud)
  --delay MS                      how long states such as "creating" last (default: 300)
  --volume-bytes-per-gigabyte N   what one GB of a volume holds: 1048576, 32MiB, … (default: 1GiB, as in reality)
  --token-lifetime SECONDS        (default: 14400)
  --write-clouds-yaml FILE        also write the clouds.yaml to this file
  --help
`;

export interface ServeArguments {
  readonly options: DevcloudOptions;
  readonly cloudsYamlFile: string | undefined;
  readonly help: boolean;
}

const config = {
  port: { type: 'string' },
  folder: { type: 'string' },
  project: { type: 'string', multiple: true },
  password: { type: 'string' },
  delay: { type: 'string' },
  'volume-bytes-per-gigabyte': { type: 'string' },
  'token-lifetime': { type: 'string' },
  'write-clouds-yaml': { type: 'string' },
  help: { type: 'boolean' },
} as const;

const wholeNumber = (name: string, text: string, maximum = Number.MAX_SAFE_INTEGER): number => {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || number < 0 || number > maximum)
    throw new TypeError(
      `--${name} takes a whole number from 0${maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : ''}, not ${text}.`,
    );
  return number;
};

/** Throws a TypeError that names the argument at fault. */
export const parseServeArguments = (argv: readonly string[]): ServeArguments => {
  const { values } = parseArgs({ args: [...argv], options: config });
  const scale = parseSize(values['volume-bytes-per-gigabyte'] ?? '1GiB');
  if (scale === undefined)
    throw new TypeError(
      `--volume-bytes-per-gigabyte takes bytes such as 32MiB, not ${values['volume-bytes-per-gigabyte'] ?? ''}.`,
    );
  return {
    help: values.help ?? false,
    cloudsYamlFile: values['write-clouds-yaml'],
    options: {
      port: wholeNumber('port', values.port ?? '0', 65_535),
      delay: wholeNumber('delay', values.delay ?? '300'),
      volumeBytesPerGigabyte: scale,
      ...(values.folder !== undefined && { folder: values.folder }),
      ...(values.password !== undefined && { password: values.password }),
      ...(values.project && { projects: values.project.map((name) => ({ name })) }),
      ...(values['token-lifetime'] !== undefined && {
        tokenLifetime: wholeNumber('token-lifetime', values['token-lifetime']),
      }),
    },
  };
};
