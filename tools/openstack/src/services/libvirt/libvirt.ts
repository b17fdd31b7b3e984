import type { Service } from '../service.js';

export const libvirt: Service = { name: 'libvirt', packages: ['nova-compute-kvm', 'libvirt-clients'], processes: () => [] };
