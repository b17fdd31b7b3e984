import { pluginSections } from '../world/plugin-sections.js';

/** The provider file of processes, with a bank and its section. */
export function providerFile(bankSections: BankSections): string {
  return `[provider]
name = Crash
id = crash
bank = ${bankSections.module}
plugin = @karbor/plugin-server
plugin = @karbor/plugin-volume
plugin = @karbor/plugin-image

${bankSections.text}
${pluginSections(60)}`;
}

export interface BankSections {
  readonly module: string;
  readonly text: string;
}

export const parametersFile = JSON.stringify({ 'OS::Nova::Server': { quiesce: 'pause' } });
