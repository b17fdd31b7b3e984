/** The four phases of a resource in an operation, in the order in which one resource goes through them. */
export const hookNames = ['onPrepareBegin', 'onPrepareFinish', 'onMain', 'onComplete'] as const;

export type HookName = (typeof hookNames)[number];

export const operationNames = ['protect', 'restore', 'delete', 'verify'] as const;

export type OperationName = (typeof operationNames)[number];
