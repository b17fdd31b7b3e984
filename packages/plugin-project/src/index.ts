import { projectProtectionPlugin } from './plugin.js';
import { projectProtectable } from './protectable.js';

export { projectProtectable, projectProtectionPlugin };

export default [projectProtectionPlugin, projectProtectable];
