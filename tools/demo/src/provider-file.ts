/** A provider file with Karbor's four plugins and a bank in a folder. */
export function providerFile(bankFolder: string): string {
  return `[provider]
name = Demo
id = demo
description = Projects with their servers, volumes and images, into a folder
bank = @karbor/bank-fs
plugin = @karbor/plugin-project
plugin = @karbor/plugin-server
plugin = @karbor/plugin-volume
plugin = @karbor/plugin-image

[file_system_bank_plugin]
file_system_bank_path = ${bankFolder}
`;
}
