/** What to give `dpkg-query -W -f`. */
export const statusFormat = '${Package} ${db:Status-Status}\n';

/** The packages that are not wholly installed, by what `dpkg-query` said of them; what it does not know it leaves out. */
export function missingPackages(wanted: readonly string[], statuses: string): string[] {
  const installed = new Set(
    statuses.split('\n').flatMap((line) => {
      const [name, status] = line.split(' ');
      return name !== undefined && status === 'installed' ? [name] : [];
    }),
  );
  return wanted.filter((name) => !installed.has(name));
}
