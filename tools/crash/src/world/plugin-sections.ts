/** Of a provider file: the plugins ask often, and give up after so many seconds. `executor`: more lines of `[executor]`. */
export const pluginSections = (patience: number, executor = '') => `[executor]
abort_grace = 2
${executor}

[nova_client]
poll_interval = 0.002
lost_answer_wait = 0.05
state_timeout = ${patience}
image_timeout = ${patience}

[cinder_client]
poll_interval = 0.002
timeout = ${patience}
snapshot_timeout = ${patience}
delete_timeout = ${patience}

[glance_client]
poll_interval = 0.002
timeout = ${patience}
delete_timeout = ${patience}
`;
