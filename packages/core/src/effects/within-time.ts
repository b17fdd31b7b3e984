/** Calls `act`, and rejects with `late` when it has not settled after so many milliseconds; its signal is aborted then. */
export async function withinTime<Result>(
  milliseconds: number,
  late: Error,
  act: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      controller.abort(late);
      reject(late);
    }, milliseconds);
  });
  try {
    return await Promise.race([act(controller.signal), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
