/** A provider file with Karbor's four plugins, which ask often, and a bank in a folder. */
export function providerFile(bankFolder: string, id = 'nightly'): string {
  return `[provider]
name = Nightly backups
id = ${id}
description = Projects with their servers, volumes and images, into a folder
bank = @karbor/bank-fs
plugin = @karbor/plugin-project
plugin = @karbor/plugin-server
plugin = @karbor/plugin-volume
plugin = @karbor/plugin-image

[file_system_bank_plugin]
file_system_bank_path = ${bankFolder}

[nova_client]
poll_interval = 0.02
lost_answer_wait = 0.2

[cinder_client]
poll_interval = 0.02

[glance_client]
poll_interval = 0.02
`;
}
