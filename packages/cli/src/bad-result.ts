/** A command did its work, has printed what it found, and that is bad: only the exit code and a message are left. */
export class BadResult extends Error {
  constructor(override readonly cause: unknown) {
    super('The result is bad.', { cause });
  }
}
