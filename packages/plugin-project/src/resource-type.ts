export const projectType = 'OS::Keystone::Project';
