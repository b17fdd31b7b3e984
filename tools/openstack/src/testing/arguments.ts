import { parseArgs } from 'node:util';

export const usage = `Runs the tests that need a real OpenStack, on one of their own that is brought up for them.

  npm run test:openstack [-- OPTIONS] [-- WORD…]
    WORD             only the suites with such a word in their name or folder
    --keep           leave the cloud up (npm run openstack:down -- --state-dir DIR stops it)
    --state-dir DIR  where its state is
`;

export interface TestArguments {
  readonly words: readonly string[];
  readonly keep: boolean;
  readonly stateDir: string | undefined;
  readonly help: boolean;
}

/** Throws a TypeError that names the argument at fault. */
export function parseTestArguments(argv: readonly string[]): TestArguments {
  const options = { keep: { type: 'boolean' }, 'state-dir': { type: 'string' }, help: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  return { words: positionals, keep: values.keep ?? false, stateDir: values['state-dir'], help: values.help ?? false };
}
