import { imageProtectionPlugin } from './plugin.js';
import { imageProtectable } from './protectable.js';

export { imageProtectable, imageProtectionPlugin };

export default [imageProtectionPlugin, imageProtectable];
