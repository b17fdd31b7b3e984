import { volumeProtectionPlugin } from './plugin.js';
import { volumeProtectable } from './protectable.js';

export { volumeProtectable, volumeProtectionPlugin };

export default [volumeProtectionPlugin, volumeProtectable];
