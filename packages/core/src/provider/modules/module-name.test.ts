import { describe, expect, it } from 'vitest';
import { aliases, unavailable } from './aliases.js';
import { npmModuleName } from './module-name.js';

describe('names of modules', () => {
  it.each(['bank', '@scope/bank', '@scope/bank/sub', 'bank/a/b.js', 'Bank_1.x', '@karbor/plugin-volume'])('takes %s', (name) => {
    expect(npmModuleName(name)).toBe(name);
  });

  it.each([
    ...['./bank', '../bank', '.', '..', '/opt/bank', '.\\bank', 'C:\\bank', 'c:/bank', '\\\\host\\bank'].map((name) => [name, 'is a path']),
    ...['bank/../../x', 'bank/.'].map((name) => [name, 'is not the name']),
    ...['node:fs', 'fs', 'fs/promises', 'node:test'].map((name) => [name, 'is a module of Node.js itself']),
    ...['bank//x', 'bank/', '@scope', '@scope/', '_bank', '.bank', 'a b', 'bank%2f..', '#bank', 'bank?x', 'bank@1', 'bank\nx', 'node_modules/bank', '...', '~/bank\\..'].map((name) => [name, 'is not the name']),
  ])('refuses %j, which %s', (name, reason) => {
    expect(() => npmModuleName(name)).toThrow(
      expect.objectContaining({ code: 'KARBOR_MODULE_NAME_INVALID', message: expect.stringContaining(`"${name}" ${reason}`) as string }),
    );
  });

  it.each(['file:///opt/bank.js', 'https://me:pass@example.org/bank.js', 'data:text/javascript,1', 'npm:bank', 'git+ssh://h/b'])(
    'refuses the URL %s without showing what it may hold',
    (name) => {
      const message = expect.stringContaining(`"${name.split(':')[0] ?? ''}:…" is a URL`) as string;
      expect(() => npmModuleName(name)).toThrow(expect.objectContaining({ code: 'KARBOR_MODULE_NAME_INVALID', message }));
    },
  );

  it('takes Karbor\'s own names, also with their namespace', () => {
    for (const [name, module] of aliases) {
      expect(npmModuleName(name)).toBe(module);
      expect(npmModuleName(`karbor.protections.${name}`)).toBe(module);
    }
    expect(npmModuleName('karbor.protections.karbor-swift-bank-plugin')).toBe('@karbor/bank-swift');
  });

  it.each([...unavailable.keys(), 'karbor.protections.karbor-s3-bank-plugin'])('says that there is no package for %s', (name) => {
    expect(() => npmModuleName(name)).toThrow(
      expect.objectContaining({
        code: 'KARBOR_MODULE_UNAVAILABLE',
        message: expect.stringContaining(`there is no npm package for Karbor's "${name}": `) as string,
      }),
    );
  });

  it('knows what is none of Karbor\'s', () => {
    expect(() => npmModuleName('karbor.protections.karbor-volum-protection-plugin')).toThrow(
      /"karbor\.protections\.karbor-volum-protection-plugin" is no plugin or bank of Karbor's\. Did you mean "karbor-volume-protection-plugin"\? Known are /,
    );
  });
});
