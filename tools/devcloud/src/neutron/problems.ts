import { Problem } from '../http/problem.js';

export const notFound = {
  network: (id: string): Problem => new Problem(404, `Network ${id} could not be found.`, { type: 'NetworkNotFound' }),
  subnet: (id: string): Problem => new Problem(404, `Subnet ${id} could not be found.`, { type: 'SubnetNotFound' }),
  port: (id: string): Problem => new Problem(404, `Port ${id} could not be found.`, { type: 'PortNotFound' }),
  securityGroup: (id: string): Problem =>
    new Problem(404, `Security group ${id} does not exist`, { type: 'SecurityGroupNotFound' }),
  securityGroupRule: (id: string): Problem =>
    new Problem(404, `Security group rule ${id} does not exist`, { type: 'SecurityGroupRuleNotFound' }),
};

export const badRequest = (message: string, type = 'HTTPBadRequest'): Problem => new Problem(400, message, { type });

export const conflict = (message: string, type: string): Problem => new Problem(409, message, { type });
