/** Looks now and then whether somebody has taken an operation over from its owner. */
export class OvertakenWatch {
  readonly #timer: NodeJS.Timeout;

  /** `taken` gives the error to stop with. A look that fails says nothing: the lease tells whether the bank is there. */
  constructor(everyMs: number, taken: () => Promise<Error | undefined>, stop: (error: Error) => void) {
    let isLooking = false;
    const look = async () => {
      if (isLooking) return;
      isLooking = true;
      const error = await taken().catch(() => undefined);
      isLooking = false;
      if (error) stop(error);
    };
    this.#timer = setInterval(() => void look(), everyMs).unref();
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
