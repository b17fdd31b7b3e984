/** The stream in a server's section that holds the bytes of its root disk. */
export const rootDiskStream = 'root-disk';
