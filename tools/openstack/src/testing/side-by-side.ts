/** What may be in a lane. */
export interface InLane {
  /** Neighbours in different lanes are done at the same time, those of one lane one after the other; without a lane it is alone. */
  readonly lane?: string;
}

/** Does all of them: in this order, but for those that are side by side. `isAlone`: whether nothing is beside it. */
export async function doSideBySide<Item extends InLane>(items: readonly Item[], act: (item: Item, isAlone: boolean) => Promise<void>): Promise<void> {
  for (const lanes of stagesOf(items)) {
    await Promise.all(
      lanes.map(async (lane) => {
        for (const item of lane) await act(item, lanes.length === 1);
      }),
    );
  }
}

/** Stages, one after the other; of each its lanes. */
function stagesOf<Item extends InLane>(items: readonly Item[]): readonly (readonly (readonly Item[])[])[] {
  const stages: Item[][] = [];
  for (const item of items) {
    const stage = stages.at(-1);
    if (stage && item.lane !== undefined && stage[0]?.lane !== undefined) stage.push(item);
    else stages.push([item]);
  }
  return stages.map((stage) => [...new Set(stage.map(({ lane }) => lane))].map((name) => stage.filter(({ lane }) => lane === name)));
}
