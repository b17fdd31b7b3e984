import { sampleBytes } from './sample-bytes.js';
import type { Theme } from './theme.js';

const mebibyte = 2 ** 20;

export const putting: Theme = {
  name: 'putting',
  tests: {
    'keeps every value of a byte': async (trial) => {
      const bytes = Uint8Array.from({ length: 512 }, (_, index) => index % 256);
      await trial.bank.putObject('every/byte', bytes);
      await trial.expectObject('every/byte', bytes);
    },

    'keeps line ends, zeros and broken UTF-8 as they are': async (trial) => {
      const bytes = Uint8Array.of(0, 13, 10, 10, 13, 0xef, 0xbb, 0xbf, 0xc3, 0x28, 0xff, 0xfe, 26, 0);
      await trial.bank.putObject('raw', bytes);
      await trial.expectObject('raw', bytes);
    },

    'keeps an object of 0 bytes': async (trial) => {
      await trial.bank.putObject('empty', new Uint8Array());
      await trial.expectObject('empty', new Uint8Array());
      await trial.expectListing(['empty']);
    },

    'keeps an object of some MiB': async (trial) => {
      const bytes = sampleBytes(5, 5 * mebibyte + 1);
      await trial.bank.putObject('some/mebibytes', bytes);
      await trial.expectObject('some/mebibytes', bytes);
    },

    'keeps an object of 16 MiB, the largest there is': async (trial) => {
      const bytes = sampleBytes(16, 16 * mebibyte);
      await trial.bank.putObject('largest', bytes);
      await trial.expectObject('largest', bytes);
    },

    'keeps the part of a buffer that a view shows, and no more': async (trial) => {
      const whole = sampleBytes(1, 1000);
      await trial.bank.putObject('view', whole.subarray(100, 200));
      await trial.bank.putObject('buffer', Buffer.from(whole.buffer, 300, 7));
      await trial.expectObject('view', whole.slice(100, 200));
      await trial.expectObject('buffer', whole.slice(300, 307));
    },

    'replaces an object by a longer and by a shorter one': async (trial) => {
      for (const length of [1000, 5000, 10, 0, 1]) {
        const bytes = sampleBytes(length, length);
        await trial.bank.putObject('replaced', bytes);
        await trial.expectObject('replaced', bytes);
      }
      await trial.expectListing(['replaced']);
    },

    'does not change what it keeps when the caller uses the bytes again': async (trial) => {
      const bytes = sampleBytes(2, 100);
      await trial.bank.putObject('reused', bytes);
      const expected = bytes.slice();
      bytes.fill(7);
      await trial.expectObject('reused', expected);
    },

    'does not change the bytes that it is given': async (trial) => {
      const bytes = sampleBytes(4, 100);
      const expected = bytes.slice();
      await trial.bank.putObject('given', bytes);
      await trial.expectObject('given', expected);
      await trial.expectObject('given', bytes);
    },

    'is seen by whoever opens the store next': async (trial) => {
      const bytes = sampleBytes(3, 100);
      await trial.bank.putObject('seen/by/others', bytes);
      const again = await trial.reopened();
      await trial.expectObject('seen/by/others', bytes, again);
      await trial.expectListing(['seen/by/others'], '', {}, again);
    },
  },
};
