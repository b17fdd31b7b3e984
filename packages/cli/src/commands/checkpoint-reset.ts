import type { Invocation } from '../invocation.js';
import { withProvider } from '../open-provider.js';
import { print } from '../output/print.js';
import type { CommonSettings } from '../settings/common-settings.js';

export async function resetCheckpoint(invocation: Invocation, settings: CommonSettings, id: string): Promise<void> {
  await withProvider(invocation, settings, async ({ checkpoints, operations }, context) => {
    await operations.reset(id, context);
    const { status } = await checkpoints.show(context, id);
    await print(invocation, settings, { id, status }, () => `Checkpoint ${id} is ${status} now.\n`);
  });
}
