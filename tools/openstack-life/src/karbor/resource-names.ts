interface Identified {
  readonly id: string;
}

export const volumeType = 'OS::Cinder::Volume';
export const serverType = 'OS::Nova::Server';
export const imageType = 'OS::Glance::Image';

/** How the command names them. */
export const volumeKey = ({ id }: Identified): string => `${volumeType}#${id}`;
export const serverKey = ({ id }: Identified): string => `${serverType}#${id}`;
export const imageKey = ({ id }: Identified): string => `${imageType}#${id}`;
