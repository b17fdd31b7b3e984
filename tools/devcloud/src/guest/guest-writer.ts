import { setTimeout as sleep } from 'node:timers/promises';
import { DevcloudError } from '../api/devcloud-error.js';
import type { Disks, GuestWriter, GuestWriterOptions } from '../api/disks.js';

export const stampOf = (round: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(round));
  return bytes;
};

class Writer implements GuestWriter {
  rounds = 0;
  #stopping = false;
  #waiting: { readonly until: number; readonly resolve: () => void }[] = [];
  readonly #ended: Promise<void>;

  constructor(
    private readonly disks: Disks,
    private readonly options: GuestWriterOptions,
  ) {
    this.#ended = this.#run();
  }

  async #run(): Promise<void> {
    const { volumeIds, offset = 0, interval = 1 } = this.options;
    while (!this.#stopping) {
      const stamp = stampOf(this.rounds + 1);
      for (const volumeId of volumeIds) if (!(await this.#write(volumeId, offset, stamp))) return;
      this.rounds += 1;
      this.#tell();
      await sleep(interval);
    }
  }

  /** Waits while the guest is frozen; false when the writer was stopped or the disk is gone. */
  async #write(volumeId: string, offset: number, stamp: Buffer): Promise<boolean> {
    while (!this.#stopping) {
      try {
        await this.disks.write({ volumeId }, offset, stamp);
        return true;
      } catch (error) {
        if (!(error instanceof DevcloudError) || error.code !== 'GUEST_FROZEN') return false;
        await sleep(1);
      }
    }
    return false;
  }

  #tell(): void {
    const reached = this.#waiting.filter(({ until }) => until <= this.rounds);
    this.#waiting = this.#waiting.filter(({ until }) => until > this.rounds);
    for (const { resolve } of reached) resolve();
  }

  waitForRounds(rounds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ until: this.rounds + rounds, resolve });
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#ended;
  }
}

export const startGuestWriter = (disks: Disks, options: GuestWriterOptions): GuestWriter => new Writer(disks, options);
