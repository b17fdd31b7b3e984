import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { OpenStackError } from '../errors.js';

export type Mapping = Readonly<Record<string, unknown>>;

/**
 * The mapping in a YAML (or JSON) file, every scalar as the text that was written; `undefined` when there is no such
 * file.
 */
export async function readYamlMapping(file: string): Promise<Mapping | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw invalid(`${file} cannot be read (${code ?? 'unknown reason'})`, error);
  }
  const lineCounter = new LineCounter();
  // The failsafe schema takes no scalar for a number or a date: an unquoted password 0123 stays what it is.
  const document = parseDocument(text, { schema: 'failsafe', merge: true, lineCounter, prettyErrors: false });
  const [problem] = document.errors;
  if (problem !== undefined) {
    throw invalid(
      `${file}, line ${lineCounter.linePos(problem.pos[0]).line}, is not YAML: ${yamlProblem(problem.code)}`
    );
  }
  if (document.contents === null) return {};
  return toMapping(toPlainValue(document, file), file);
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toPlainValue(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS() as unknown;
  } catch {
    throw invalid(`${file} refers to an anchor that it does not have, or too many of them`);
  }
}

function toMapping(value: unknown, file: string): Mapping {
  if (isMapping(value)) return value;
  throw invalid(`${file} must hold a mapping with the key 'clouds'`);
}

/** The parser's own message quotes the line, which may hold a password; its code does not. */
function yamlProblem(code: string): string {
  return code.toLowerCase().replaceAll('_', ' ');
}

function invalid(problem: string, cause?: unknown): OpenStackError {
  return new OpenStackError(`${problem}.`, { code: 'OPENSTACK_CONFIG_INVALID', noEffect: true, cause });
}
