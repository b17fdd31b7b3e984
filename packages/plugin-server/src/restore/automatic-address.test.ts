import { expect, test } from 'vitest';
import { followsFrom } from './automatic-address.js';

test.each([
  ['fa:16:3e:00:94:68', 'fd00:1::f816:3eff:fe00:9468', true],
  ['fa:16:3e:00:94:68', 'FD00:1:0:0:F816:3EFF:FE00:9468', true],
  ['02:00:00:00:00:00', 'fe80::ff:fe00:0', true],
  ['fa:16:3e:00:94:68', 'fd00:1::f816:3eff:fe00:9469', false],
  ['fa:16:3e:00:94:68', 'fd00:f816:3eff:fe00:9468::', false],
  ['fa:16:3e:00:94:68', 'fd00:1::68', false],
  ['fa:16:3e:00:94:68', '10.0.148.104', false],
])('of an interface with MAC address %s, whether address %s follows from it: %s', (mac, address, follows) => {
  expect(followsFrom(mac, address)).toBe(follows);
});
