import { testWholeProject } from './whole-project.js';

testWholeProject('folder');
