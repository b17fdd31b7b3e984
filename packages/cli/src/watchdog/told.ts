/** What a process tells its watchdog, a line each. */
export const told = {
  /** It holds something still, `until` a time in milliseconds since 1970-01-01T00:00:00Z if that is limited. */
  holds: (tag: string, until: number | undefined) => `holds ${tag} ${until ?? ''}\n`,
  letGo: (tag: string) => `let-go ${tag}\n`,
  /** Nothing stands still any more, and nothing will. */
  goodbye: 'goodbye\n',
};

/** What such a line says. */
export function heard(line: string): { readonly what: string; readonly tag: string; readonly until: number } {
  const [what = '', tag = '', until = ''] = line.trim().split(' ');
  return { what, tag, until: until === '' ? Infinity : Number(until) };
}
