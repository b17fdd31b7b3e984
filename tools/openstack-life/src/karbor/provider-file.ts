/** Where checkpoints go. */
export type BankKind = 'folder' | 'swift';

export interface ProviderFileOptions {
  /** The folder, or the container. */
  readonly at: string;
  /** The cloud whose Swift it is. */
  readonly account: string;
  /** More lines, of the volume plugin and of the bank. */
  readonly cinder?: readonly string[];
  readonly swift?: readonly string[];
}

/** A provider file with Karbor's four plugins and one of its banks. */
export const providerFile = (bank: BankKind, { at, account, cinder = [], swift = [] }: ProviderFileOptions): string => `[provider]
name = Nightly backups
id = nightly
description = Projects with their servers, volumes and images
bank = @karbor/bank-${bank === 'folder' ? 'fs' : 'swift'}
plugin = @karbor/plugin-project
plugin = @karbor/plugin-server
plugin = @karbor/plugin-volume
plugin = @karbor/plugin-image

${(bank === 'folder'
  ? ['[file_system_bank_plugin]', `file_system_bank_path = ${at}`]
  : ['[swift_bank_plugin]', `os_cloud = ${account}`, `bank_swift_object_container = ${at}`, ...swift]
).join('\n')}

[cinder_client]
poll_interval = 0.5
${cinder.join('\n')}
[nova_client]
poll_interval = 0.5
`;
