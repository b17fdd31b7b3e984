/** How much of the cloud runs; each has what those before it have. */
export const stages = ['swift', 'glance', 'cinder', 'nova'] as const;
export type Stage = (typeof stages)[number];

export const isStage = (text: string): text is Stage => (stages as readonly string[]).includes(text);

export const largerStage = (one: Stage, other: Stage): Stage => (stages.indexOf(one) > stages.indexOf(other) ? one : other);
