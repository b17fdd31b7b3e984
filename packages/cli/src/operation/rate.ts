/** Over how many milliseconds a rate is taken. */
const span = 5000;

/** How fast an amount has grown in the last seconds. */
export class Rate {
  readonly #samples: { readonly time: number; readonly amount: number }[] = [];

  /** Adds what the amount is at `time` (milliseconds), and gives its growth in one second; 0 while it is not known. */
  add(amount: number, time: number): number {
    const samples = this.#samples;
    samples.push({ amount, time });
    while ((samples[1]?.time ?? time) <= time - span) samples.shift();
    const [first] = samples;
    if (!first || first.time === time) return 0;
    return Math.round(((amount - first.amount) / (time - first.time)) * 1000);
  }
}
