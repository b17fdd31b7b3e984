import type { SchemaIssue } from '@karbor/plugin-sdk';

/** Says what is wrong and where, in one line. */
export function describeIssues(issues: readonly SchemaIssue[]): string {
  return issues.map((issue) => `${pathOf(issue)}: ${issue.message}`).join('; ');
}

function pathOf({ path = [] }: SchemaIssue): string {
  const names = path.map((part) => String(typeof part === 'object' ? part.key : part));
  return names.length === 0 ? 'the value' : `"${names.join('.')}"`;
}
