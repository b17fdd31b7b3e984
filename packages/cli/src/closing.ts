/** Calls `act` with something that is open, and closes it. What `act` throws goes before what closing it throws. */
export async function closing<Open extends { close(): Promise<void> }, Result>(
  open: Open,
  act: (open: Open) => Promise<Result>,
): Promise<Result> {
  let result: Result;
  try {
    result = await act(open);
  } catch (error) {
    await open.close().catch(() => undefined);
    throw error;
  }
  await open.close();
  return result;
}
