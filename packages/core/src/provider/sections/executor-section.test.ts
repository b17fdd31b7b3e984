import { describe, expect, it } from 'vitest';
import { exampleProvider, ProviderWorkspace } from '../provider-workspace.fixture.js';

async function load(executor: string) {
  const workspace = await ProviderWorkspace.withExamples();
  await workspace.provider('a.conf', `${exampleProvider}[executor]\n${executor}`);
  const { providers, problems } = await workspace.load();
  const [provider] = providers;
  return { executor: provider?.executor, releaseTimeoutMs: provider?.releaseTimeoutMs, problems: problems.map(({ error }) => error) };
}

describe('[executor]', () => {
  it('gives the defaults of flows', async () => {
    const { executor, problems } = await load(
      [
        'hooks = 8',
        'hooks_by_phase = onMain:4, onComplete : 2',
        'hooks_by_type = OS::Cinder::Volume:4',
        'hooks_by_type = OS::Nova::Server:1',
        'hook_timeout = 3600',
        'operation_timeout = 86400',
        'abort_grace = 0.5',
        'on_failure = continue',
        'retries = 3',
        'retry_delay = 2',
        'retry_maximum_delay = 120',
      ].join('\n'),
    );
    expect(problems).toEqual([]);
    expect(executor).toEqual({
      hooks: 8,
      hooksByPhase: { onMain: 4, onComplete: 2 },
      hooksByType: { 'OS::Cinder::Volume': 4, 'OS::Nova::Server': 1 },
      hookTimeoutMs: 3_600_000,
      operationTimeoutMs: 86_400_000,
      abortGraceMs: 500,
      onFailure: 'continue',
      retry: { retries: 3, delayMs: 2000, maximumDelayMs: 120_000 },
    });
  });

  it('gives the time that a release may take, an hour unless another is written', async () => {
    expect(await load('release_timeout = 86400')).toMatchObject({ executor: {}, releaseTimeoutMs: 86_400_000, problems: [] });
    expect((await load('')).releaseTimeoutMs).toBe(3_600_000);
  });

  it('warns of a limit for a type that no plugin protects', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    const file = await workspace.provider('a.conf', `${exampleProvider}[executor]\nhooks_by_type = Example::Thign:2, Example::Thing:1`);
    const { warnings } = await workspace.load();
    expect(warnings).toMatchObject([{ code: 'KARBOR_RESOURCE_TYPE_UNKNOWN', message: expect.stringContaining(file) as string }]);
    expect(warnings[0]?.message).toContain('[executor] hooks_by_type: no plugin of this provider protects resources of type Example::Thign. Did you mean "Example::Thing"?');
  });

  it('gives nothing that is not there', async () => {
    expect((await load('')).executor).toEqual({});
    expect((await load('retries = 2')).executor).toEqual({ retry: { retries: 2, delayMs: 1000, maximumDelayMs: 60_000 } });
  });

  it.each([
    ['hooks = 0', 'hooks', '"0" is no whole number from 1'],
    ['hooks = many', 'hooks', '"many" is no whole number from 1'],
    ['hooks = 1.5', 'hooks', '"1.5" is no whole number from 1'],
    ['hooks =', 'hooks', '"" is no whole number from 1'],
    ['retries = -1', 'retries', '"-1" is no whole number from 0'],
    ['hook_timeout = 0', 'hook_timeout', '"0" is no number of seconds above 0'],
    ['operation_timeout = 0', 'operation_timeout', '"0" is no number of seconds above 0'],
    ['release_timeout = 0', 'release_timeout', '"0" is no number of seconds above 0'],
    ['on_failure = ignore', 'on_failure', '"ignore" is neither rollback nor continue'],
    ['on_failure =', 'on_failure', '"" is neither rollback nor continue'],
    ['hook_timeout = 10m', 'hook_timeout', '"10m" is no number of seconds above 0'],
    ['abort_grace = 2147484', 'abort_grace', '"2147484" is no number of seconds from 0 to 2147483'],
    ['retry_delay = 1e3', 'retry_delay', '"1e3" is no number of seconds from 0'],
    ['hooks_by_phase = onMian:4', 'hooks_by_phase', '"onMian:4" is not a phase (onPrepareBegin, onPrepareFinish, onMain, onComplete)'],
    ['hooks_by_phase = onMain', 'hooks_by_phase', '"onMain" is not a phase'],
    ['hooks_by_phase = onMain:1, onMain:2', 'hooks_by_phase', '"onMain" is there twice'],
    ['hooks_by_type = OS::Cinder::Volume', 'hooks_by_type', '"OS::Cinder::Volume" is not a resource type, a colon and a whole number'],
    ['hooks_by_type = :4', 'hooks_by_type', '":4" is not a resource type'],
    ['abort_grase = 1', 'abort_grase', 'Did you mean "abort_grace"?'],
    ['hooks = 1\nhooks = 2', 'hooks', 'it is written twice, first in line 7'],
  ])('refuses %j', async (line, key, reason) => {
    const { executor, problems } = await load(line);
    expect(executor).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'KARBOR_CONFIG_INVALID', details: { section: 'executor', key } }]);
    expect(problems[0]?.message).toContain(`, [executor] ${key}: `);
    expect(problems[0]?.message).toContain(reason);
  });
});
