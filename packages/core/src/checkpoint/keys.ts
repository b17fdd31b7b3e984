import type { BankSection, SectionRights } from '../bank/bank.js';

/** A new checkpoint's id. */
export declare function newCheckpointId(): string;

/** Whether `id` can be a checkpoint's: `[a-z0-9-]`, 1 to 64 of them. */
export declare function isCheckpointId(id: string): boolean;

/** The part of the bank that is one checkpoint's: `checkpoints/<id>`. @throws KarborError `KARBOR_CHECKPOINT_NOT_FOUND` for what can be no id */
export declare function checkpointSection(bank: BankSection, id: string, rights?: SectionRights): BankSection;
