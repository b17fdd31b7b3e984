export const serverType = 'OS::Nova::Server';
export const volumeType = 'OS::Cinder::Volume';
export const imageType = 'OS::Glance::Image';
export const projectType = 'OS::Keystone::Project';
