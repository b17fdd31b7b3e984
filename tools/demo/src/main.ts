import { demo } from './demo.js';

process.exitCode = (await demo()) ? 0 : 1;
