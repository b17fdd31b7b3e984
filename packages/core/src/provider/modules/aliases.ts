/** How Karbor's names begin when they are written with their namespace. */
export const karborNamespace = 'karbor.protections.';

/** Karbor's own names, and the packages that stand for them. */
export const aliases: ReadonlyMap<string, string> = new Map([
  ['karbor-volume-protection-plugin', '@karbor/plugin-volume'],
  ['karbor-server-protection-plugin', '@karbor/plugin-server'],
  ['karbor-image-protection-plugin', '@karbor/plugin-image'],
  ['karbor-project-protection-plugin', '@karbor/plugin-project'],
  ['karbor-fs-bank-plugin', '@karbor/bank-fs'],
  ['karbor-swift-bank-plugin', '@karbor/bank-swift'],
]);

const remove = 'remove the line, or name the npm package of a plugin that protects such resources';

/** Karbor's own names for which there is no package, and what to do instead. */
export const unavailable: ReadonlyMap<string, string> = new Map([
  ['karbor-volume-snapshot-plugin', 'use karbor-volume-protection-plugin with the parameter protect_mode = snapshot'],
  ['karbor-volume-glance-plugin', 'use karbor-volume-protection-plugin with the parameter protect_mode = image'],
  ['karbor-volume-freezer-plugin', 'use karbor-volume-protection-plugin'],
  ['karbor-share-protection-plugin', remove],
  ['karbor-network-protection-plugin', remove],
  ['karbor-database-protection-plugin', remove],
  ['karbor-pod-protection-plugin', remove],
  ['karbor-noop-protection-plugin', remove],
  ['karbor-s3-bank-plugin', 'name the npm package of a bank that stores there'],
]);
