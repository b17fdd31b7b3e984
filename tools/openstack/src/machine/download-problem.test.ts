import { expect, test } from 'vitest';
import type { CommandResult } from './command.js';
import { downloadProblem } from './download-problem.js';

const good: CommandResult = { status: 0, output: 'Reading package lists...\n', errors: '' };
const failed = (errors: string, output = 'Reading package lists...\n'): CommandResult => ({ status: 100, output, errors });
const offers = [
  '  keystone | 2:22.0.2-0+deb12u6 | http://deb.debian.org/debian-security bookworm-security/main amd64 Packages',
  '  keystone | 2:22.0.2-0+deb12u3 | http://deb.debian.org/debian bookworm/main amd64 Packages',
  ' memcached |   1.6.18-1 | http://deb.debian.org/debian bookworm/main amd64 Packages',
  '',
].join('\n');
const of = (found: Partial<Parameters<typeof downloadProblem>[0]>) => {
  const download = failed('E: Unable to locate package keystonne\n');
  const { code, message } = downloadProblem({ packages: ['keystone'], update: good, offers, download, ...found });
  return { code, message };
};

test('archives that are not reached are no fault of ours', () => {
  const update = failed(
    'E: Failed to fetch http://deb.debian.org/debian/dists/bookworm/InRelease  Could not connect\nE: Some index files failed to download.\n',
    'Ign:1 http://deb.debian.org/debian bookworm InRelease\nErr:1 http://deb.debian.org/debian bookworm InRelease\n',
  );
  expect(of({ update, packages: ['keystonne'] })).toEqual({
    code: 'CLOUD_CANNOT_RUN',
    message: expect.stringContaining('Could not connect') as unknown,
  });
});

test('nor are archives that have none of the packages', () => {
  expect(of({ offers: '' })).toMatchObject({ code: 'CLOUD_CANNOT_RUN', message: expect.stringContaining('keystone') as unknown });
});

test('a package that the archives lack while they have others is one, and is named', () => {
  expect(of({ packages: ['keystone', 'keystonne'] })).toEqual({
    code: 'CLOUD_COMMAND_FAILED',
    message: expect.stringMatching(/the archives have no keystonne:\n[^]*E: Unable to locate package keystonne$/) as unknown,
  });
});

test.each([
  ['an update', { update: failed('E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7\n') }, 'Could not get lock'],
  ['a download', { download: failed("E: You don't have enough free space in /var/cache/apt/archives/.\n") }, 'enough free space'],
])('%s that fails for another reason is one, in words of apt', (_what, found, words) => {
  expect(of(found)).toEqual({ code: 'CLOUD_COMMAND_FAILED', message: expect.stringContaining(words) as unknown });
});
