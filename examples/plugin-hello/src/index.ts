import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { defineProtectable, defineProtectionPlugin, effect, KarborError, notMade } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { z } from 'zod';

const name = '@example/karbor-plugin-hello';
const resourceType = 'Example::Note';
const configSection = 'hello_plugin';
const configSchema = z.object({ notes_folder: z.string().min(1) });

/** How notes are found: the text files of a folder. */
const notes = defineProtectable({
  name,
  configSection,
  configSchema,
  resourceType,
  parentTypes: [],
  async *list({ config }) {
    for (const file of await readdir(config.notes_folder)) if (file.endsWith('.txt')) yield note(file);
  },
  async show(id, { config }) {
    return (await readdir(config.notes_folder)).includes(id) ? note(id) : undefined;
  },
});

/** How a note is protected: its text goes into the bank, and comes back as a new file. */
const notePlugin = defineProtectionPlugin({
  name,
  resourceTypes: [resourceType],
  configSection,
  configSchema,
  savedInfoSchema: z.object({ length: z.number() }),
  effects: {
    // A file that is being restored: gone again, should the restore fail. A file has no place for the effect's tag,
    // so what it holds proves that it is ours: another's file at that path stays.
    file: effect<{ path: string; sha256: string }>({
      async release({ data }) {
        const text = await readFile(data.path).catch(() => undefined);
        if (text && sha256(text) === data.sha256) await rm(data.path, { force: true });
      },
    }),
  },
  operations: {
    protect: {
      async onMain({ resource, config, section, saveInfo }) {
        const text = await readFile(join(config.notes_folder, resource.id));
        await section.putObject('text', text);
        saveInfo({ length: text.length });
      },
    },
    restore: {
      parametersSchema: z.object({ prefix: z.string().default('') }),
      async onMain({ resource, config, section, parameters, effects, mapping, savedInfo }) {
        const text = await section.getObject('text');
        if (text.length !== savedInfo.length) throw new KarborError('KARBOR_HELLO_LENGTH', `${resource.id} has lost some text.`);
        const file = parameters.prefix + resource.id;
        const path = join(config.notes_folder, file);
        await mkdir(config.notes_folder, { recursive: true });
        await effects.acquire('file', { path, sha256: sha256(text) }, () =>
          // "wx" fails where there is a note already: then it is certain that nothing was made.
          writeFile(path, text, { flag: 'wx' }).catch((error: unknown) => {
            throw isExisting(error) ? notMade(error) : error;
          }),
        );
        await effects.keep('file');
        mapping.set(file);
      },
    },
  },
});

function note(file: string): Resource {
  return { type: resourceType, id: file, name: basename(file, '.txt') };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

export default [notes, notePlugin];
