import type { SmallCloud } from './small-cloud.js';

/** All that a project has, each with what can be seen of it, by its id. */
export type CloudState = ReadonlyMap<string, string>;

/** What is there now, once nothing is under way, and what was done to the server that its user has paused. */
export async function cloudState({ cloud, projectId, pausedId, session }: SmallCloud): Promise<CloudState> {
  await cloud.settled();
  const { containers: _, objects: __, ...inventory } = cloud.inventory(projectId);
  const items = Object.entries(inventory).flatMap(([type, ofType]) =>
    ofType.map((item) => [item.id, `${type.slice(0, -1)} ${JSON.stringify(item)}`] as const),
  );
  const actions: string[] = [];
  for await (const { action, request_id } of session.compute.listInstanceActions(pausedId)) actions.push(`${action} ${request_id}`);
  return new Map([...items, [`actions of ${pausedId}`, `actions of server ${pausedId}: ${actions.join(', ')}`]]);
}

/** What is gone, new or another. Empty when both are the same. */
export function differences(before: CloudState, after: CloudState): readonly string[] {
  return [
    ...[...before].flatMap(([id, item]) => (after.get(id) === item ? [] : [`was ${item} and is ${after.get(id) ?? 'gone'}`])),
    ...[...after].flatMap(([id, item]) => (before.has(id) ? [] : [`left ${item}`])),
  ];
}

/** As `differences`, but for snapshots: those may be the data of a checkpoint. */
export function differencesBesidesSnapshots(before: CloudState, after: CloudState): readonly string[] {
  return differences(before, new Map([...after].filter(([id, item]) => before.has(id) || !item.startsWith('snapshot '))));
}

/** Servers that do not run, or not stand still, as they did. */
export function serversInAnotherState({ cloud, projectId }: SmallCloud, before: CloudState): readonly string[] {
  return cloud.inventory(projectId).servers.flatMap(({ id, name, status }) => {
    const was = before.get(id);
    return was === undefined || was.includes(`"status":"${status}"`) ? [] : [`server ${name} is ${status}`];
  });
}
