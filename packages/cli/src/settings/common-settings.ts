import type { Command } from 'commander';

/** What every command takes. */
export interface CommonSettings {
  readonly configDir: string;
  readonly resolveFrom?: string;
  readonly provider?: string;
  readonly osCloud?: string;
  readonly projectId?: string;
  readonly json?: true;
  readonly debug?: true;
}

/** The arguments that say the same to another run of the command in the same folder and environment. */
export function commonArguments({ configDir, resolveFrom, provider, osCloud, projectId, debug }: CommonSettings): readonly string[] {
  const options = { 'config-dir': configDir, 'resolve-from': resolveFrom, provider, 'os-cloud': osCloud, 'project-id': projectId };
  const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
  return debug ? [...given, '--debug'] : given;
}

/** Adds the options that every command takes, before or after its name. */
export function addCommonOptions(program: Command, defaultConfigDir: string): void {
  program
    .option('--config-dir <dir>', 'folder of provider files (*.conf); also KARBOR_CONFIG_DIR', defaultConfigDir)
    .option('--resolve-from <dir>', 'folder from which plugins and banks are resolved (default: the working folder)')
    .option('--provider <id>', 'the provider to use (default: the only one)')
    .option('--os-cloud <name>', 'a cloud of clouds.yaml (default: OS_CLOUD, else the OS_* variables)')
    .option('--project-id <id>', 'the project to act for (default: the project of the cloud, else "default")')
    .option('--json', 'print one JSON document')
    .option('--debug', 'print stacks of errors, and what plugins and banks log');
}
