/** The bytes of a gigabyte of a volume: fewer than elsewhere, so that whole volumes are moved in seconds. Whole MiB. */
export const bytesPerGigabyte = 64 * 2 ** 20;
