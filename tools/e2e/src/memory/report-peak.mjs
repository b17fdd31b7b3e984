// Loaded before the command: writes the peak of the process's resident memory, in bytes, to a file when it ends.
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.env.PEAK_MEMORY_FILE;
if (file !== undefined) process.on('exit', () => writeFileSync(file, String(peak())));

function peak() {
  try {
    // What resourceUsage() tells may be the peak of the process that started this one.
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return Number(kibibytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
