import { z } from 'zod';

/** An id as OpenStack gives them, with or without hyphens. */
export const id = z.string().regex(/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/);
export const nullable = z.string().nullable();
export const strings = z.record(z.string(), z.string());
/** UTC without a zone, as of Cinder. */
export const bareTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
/** UTC with its zone, as of Nova, Glance and Neutron. */
export const zonedTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
