import { text } from './values.js';

/** In bytes of UTF-8. */
const longest = 256;

export const containerName = text
  .refine((name) => !name.includes('/'), 'a container\'s name cannot hold a "/"')
  .refine((name) => name !== '.' && name !== '..', 'a container cannot be called "." or ".."')
  .refine((name) => !/[\p{Cc}\p{Cs}]/u.test(name), "a container's name cannot hold control characters")
  .refine((name) => Buffer.byteLength(name) <= longest, `a container's name has at most ${longest} bytes`);
