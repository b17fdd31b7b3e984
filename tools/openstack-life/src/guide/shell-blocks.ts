/** The shell commands of a page, in one piece. */
export function shellCommands(page: string): string {
  return [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, text = '']) => text).join('\n');
}
