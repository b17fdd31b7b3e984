/** What a process says to its watchdog when nothing stands still any more. */
export const goodbye = 'goodbye\n';

/** Whether what comes from a process ends with a goodbye. Settles when it does, or when the process is gone. */
export async function saysGoodbye(input: NodeJS.ReadableStream): Promise<boolean> {
  let said = '';
  try {
    for await (const chunk of input) {
      said += chunk.toString();
      if (said.endsWith(goodbye)) return true;
    }
  } catch {
    // It broke off.
  }
  return false;
}
