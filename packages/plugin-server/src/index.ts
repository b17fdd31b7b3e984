import { serverProtectionPlugin } from './plugin.js';
import { serverProtectable } from './protectable.js';

export { serverProtectable, serverProtectionPlugin };

export default [serverProtectionPlugin, serverProtectable];
