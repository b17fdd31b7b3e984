import { type Call, header } from './call.js';
import { Problem } from './problem.js';

export interface MicroversionRange {
  /** As it stands in `OpenStack-API-Version`: `compute` or `volume`. */
  readonly service: string;
  readonly major: number;
  readonly minimum: number;
  readonly maximum: number;
  /** An older header that has only the version. */
  readonly legacyHeader?: string;
}

const asked = (call: Call, range: MicroversionRange): string | undefined => {
  const legacy = range.legacyHeader === undefined ? undefined : header(call, range.legacyHeader);
  const entries = (header(call, 'openstack-api-version') ?? '').split(',').map((entry) => entry.trim().split(/\s+/));
  return entries.find(([service]) => service === range.service)?.[1] ?? legacy;
};

/** The minor number that a call is to be answered in; a Problem 400 or 406 for one that cannot be. */
export const minorVersionOf = (call: Call, range: MicroversionRange): number => {
  const text = asked(call, range);
  if (text === undefined) return range.minimum;
  if (text === 'latest') return range.maximum;
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(text) ?? [];
  if (major === undefined)
    throw new Problem(400, `API Version String ${text} is of invalid format. Must be of format MajorNum.MinorNum.`);
  const number = Number(minor);
  if (Number(major) !== range.major || number < range.minimum || number > range.maximum)
    throw new Problem(
      406,
      `Version ${text} is not supported by the API. Minimum is ${range.major}.${range.minimum} and maximum is ${range.major}.${range.maximum}.`,
    );
  return number;
};
