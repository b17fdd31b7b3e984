/** Of a provider file: the plugins ask often, and give up soon. */
export const pluginSections = `[executor]
abort_grace = 2

[nova_client]
poll_interval = 0.002
lost_answer_wait = 0.05
state_timeout = 5
image_timeout = 5

[cinder_client]
poll_interval = 0.002
timeout = 5
snapshot_timeout = 5
delete_timeout = 5

[glance_client]
poll_interval = 0.002
`;
