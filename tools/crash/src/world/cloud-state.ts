import type { SmallCloud } from './small-cloud.js';

/** All that a project has, each with what can be seen of it, by its id. */
export type CloudState = ReadonlyMap<string, string>;

/** What is there now, once nothing is under way. */
export async function cloudState({ cloud, projectId }: SmallCloud): Promise<CloudState> {
  await cloud.settled();
  const { containers: _, objects: __, ...inventory } = cloud.inventory(projectId);
  const items = Object.entries(inventory).flatMap(([type, ofType]) =>
    ofType.map((item) => [item.id, `${type.slice(0, -1)} ${JSON.stringify(item)}`] as const),
  );
  return new Map(items);
}

/** What is gone, new or another. Empty when both are the same. */
export function differences(before: CloudState, after: CloudState): readonly string[] {
  return [
    ...[...before].flatMap(([id, item]) => (after.get(id) === item ? [] : [`was ${item} and is ${after.get(id) ?? 'gone'}`])),
    ...[...after].flatMap(([id, item]) => (before.has(id) ? [] : [`left ${item}`])),
  ];
}
