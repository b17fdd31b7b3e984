// A process that puts objects into a bank until it is killed, and says what it begins and which puts were done.
import bankFs from '@karbor/bank-fs';

const [folder, job, name] = process.argv.slice(2);
const nothing = () => undefined;
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const bank = await bankFs.create({ config: { file_system_bank_path: folder }, log });

const jobs = {
  /** Makes, replaces and removes objects, each full of one byte and of a length that this byte tells. */
  async churn(worker) {
    for (let round = 0; ; round++) {
      const byte = round % 256;
      const key = `churn/${worker}/${round % 3}/x`;
      process.stdout.write('begins\n');
      if (round % 11 === 10) await bank.deleteObject(key);
      else await bank.putObject(key, new Uint8Array(4_000_000 + 5000 * byte).fill(byte));
      await bank.putObject(`done/${worker}/${round}`, new Uint8Array());
      process.stdout.write(`done/${worker}/${round}\n`);
    }
  },

  /** Claims the same keys as others do, and says which it got. */
  async race(worker) {
    for (let round = worker; round < 200; round += 4) {
      try {
        await bank.putObject(`race/${round % 5}/${round}`, Buffer.from(name), { ifAbsent: true });
        process.stdout.write(`race/${round % 5}/${round}\n`);
      } catch (error) {
        if (error.code !== 'KARBOR_OBJECT_EXISTS') throw error;
      }
    }
  },
};

process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
process.stdin.destroy();
await Promise.all([0, 1, 2, 3].map((worker) => jobs[job](worker)));
