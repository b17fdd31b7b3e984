/** Aborted when the process is asked to end; it then tidies up, and ends by itself. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => controller.abort(new DOMException('Interrupted: what it had started is stopped again.', 'AbortError')));
  return controller.signal;
}
