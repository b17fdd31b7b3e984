import { z } from 'zod';

export const text = z.string().trim().min(1, 'it is empty');

/** A number as a provider file has it. */
export const number = z
  .string()
  .trim()
  .regex(/^\d+(?:\.\d+)?$/, 'it must be a number')
  .transform(Number);

export const count = (least: number, most: number) => number.pipe(z.int('it must be a whole number').min(least).max(most));

/** In a provider file seconds, for us milliseconds. */
export const seconds = (most: number) => number.pipe(z.number().max(most)).transform((value) => value * 1000);

export const address = text
  .refine((value) => /^https?:\/\//.test(value) && URL.canParse(value), 'it must be a URL that starts with http:// or https://')
  .refine((value) => !URL.canParse(value) || new URL(value).username === '', 'it must not hold a user or a password');
