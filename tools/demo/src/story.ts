/** Starts a chapter. */
export function tell(title: string, detail: string): void {
  process.stdout.write(`\n● ${title}${detail === '' ? '' : ` (${detail})`}\n`);
}

/** Says something in a chapter. */
export function say(line: string): void {
  process.stdout.write(`  ${line}\n`);
}
