import type { BankSection } from '../bank/bank.js';
import type { Checkpoint } from './checkpoint.js';
import type { CheckpointOwner } from './read-checkpoint.js';

/**
 * Reads all that a checkpoint tells of itself, and puts the index right when it says otherwise.
 * @throws KarborError as `readCheckpoint` and `openManifest`
 */
export declare function showCheckpoint(bank: BankSection, id: string, owner: CheckpointOwner): Promise<Checkpoint>;
