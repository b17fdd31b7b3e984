export const volumeType = 'OS::Cinder::Volume';
export const serverType = 'OS::Nova::Server';
export const projectType = 'OS::Keystone::Project';
