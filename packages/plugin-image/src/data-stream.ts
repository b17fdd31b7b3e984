/** The stream in a resource's section that holds its bytes. */
export const dataStream = 'data';
