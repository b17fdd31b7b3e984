import { expect, test } from 'vitest';
import { parseArguments } from './arguments.js';

test('the options of each command', () => {
  expect(parseArguments(['up'])).toEqual({ command: 'up' });
  expect(parseArguments(['up', '--stage', 'swift', '--fresh', '--guests', '--state-dir', '/var/tmp/cloud'])).toEqual({
    command: 'up',
    stage: 'swift',
    fresh: true,
    guests: true,
    stateDir: '/var/tmp/cloud',
  });
  expect(parseArguments(['down', '--state-dir=/var/tmp/cloud'])).toEqual({ command: 'down', stateDir: '/var/tmp/cloud' });
  expect(parseArguments(['status', '--help'])).toEqual({ command: 'help' });
});

test.each([
  [[], 'nothing'],
  [['start'], 'start'],
  [['up', '--stage', 'heat'], 'heat'],
  [['up', '--sage', 'swift'], '--sage'],
  [['up', 'swift'], 'swift'],
  [['down', '--fresh'], '--fresh'],
])('%j is refused', (argv, named) => {
  expect(() => parseArguments(argv)).toThrow(
    expect.objectContaining({ code: 'CLOUD_ARGUMENT', message: expect.stringContaining(named) as string }),
  );
});
