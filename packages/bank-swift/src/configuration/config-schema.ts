import type { z } from 'zod';
import { contradictions } from './credentials.js';
import { settingsSchema } from './settings.js';

export const configSections = ['swift_client', 'swift_bank_plugin'] as const;

/** What a provider file says in `[swift_client]` and `[swift_bank_plugin]`. */
export const configSchema = settingsSchema.superRefine((settings, context) => {
  for (const { key, problem } of contradictions(settings)) {
    context.addIssue({ code: 'custom', path: [key], message: problem });
  }
});

export type SwiftConfig = z.output<typeof configSchema>;
