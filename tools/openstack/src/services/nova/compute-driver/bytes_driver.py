"""A compute driver that runs nothing, yet keeps the bytes of its servers' disks.

Nova's FakeDriver lets servers be created, paused and given volumes. This one adds what a backup needs to be true: the
image of a server has the bytes of its disk, and snapshots of volumes in use, which Cinder's NFS driver leaves to Nova,
come to their end.
"""
import os

from oslo_log import log as logging

from nova import context as nova_context
from nova import exception
from nova import objects
from nova.compute import power_state
from nova.compute import task_states
import nova.conf
from nova.image import glance
from nova.virt import fake
from nova.virt import volume_chain
from nova.volume import cinder

CONF = nova.conf.CONF
LOG = logging.getLogger(__name__)
WITHOUT_GUEST = ('building', 'deleted', 'error', 'shelved_offloaded')


class BytesDriver(fake.FakeDriver):
    def __init__(self, virtapi, read_only=False):
        super().__init__(virtapi, read_only)
        self._images = glance.API()
        self._volumes = cinder.API()

    def init_host(self, host):
        """Remembers the servers that ran before nova-compute was stopped."""
        super().init_host(host)
        context = nova_context.get_admin_context()
        for instance in objects.InstanceList.get_by_host(context, host, expected_attrs=[]):
            if instance.vm_state not in WITHOUT_GUEST:
                state = power_state.RUNNING if instance.power_state is None else instance.power_state
                self.instances[instance.uuid] = fake.FakeInstance(instance.name, state, instance.uuid)

    # Power: what FakeDriver accepts without doing it.

    def _set_power(self, instance, state):
        self.instances[instance.uuid].state = state

    def pause(self, instance):
        self._set_power(instance, power_state.PAUSED)

    def unpause(self, instance):
        self._set_power(instance, power_state.RUNNING)

    def suspend(self, context, instance):
        self._set_power(instance, power_state.SUSPENDED)

    def resume(self, context, instance, network_info, block_device_info=None):
        self._set_power(instance, power_state.RUNNING)

    def rescue(self, context, instance, network_info, image_meta, rescue_password, block_device_info):
        self._set_power(instance, power_state.RUNNING)

    # The root disk: a file with the bytes of the image.

    @staticmethod
    def _disk(instance):
        return os.path.join(CONF.instances_path, instance.uuid, 'disk')

    def spawn(self, context, instance, *args, **kwargs):
        if instance.image_ref and not os.path.exists(self._disk(instance)):
            os.makedirs(os.path.dirname(self._disk(instance)), exist_ok=True)
            self._images.download(context, instance.image_ref, dest_path=self._disk(instance))
        super().spawn(context, instance, *args, **kwargs)

    def destroy(self, context, instance, *args, **kwargs):
        super().destroy(context, instance, *args, **kwargs)
        if os.path.exists(self._disk(instance)):
            os.unlink(self._disk(instance))
            os.rmdir(os.path.dirname(self._disk(instance)))

    def snapshot(self, context, instance, image_id, update_task_state):
        if instance.uuid not in self.instances:
            raise exception.InstanceNotRunning(instance_id=instance.uuid)
        update_task_state(task_state=task_states.IMAGE_PENDING_UPLOAD)
        image = self._images.get(context, image_id)
        properties = instance.system_metadata
        metadata = {
            'name': image['name'],
            'status': 'active',
            'disk_format': properties.get('image_disk_format', 'raw'),
            'container_format': properties.get('image_container_format', 'bare'),
            'properties': {
                'image_location': 'snapshot',
                'image_state': 'available',
                'owner_id': instance.project_id,
            },
        }
        update_task_state(task_state=task_states.IMAGE_UPLOADING, expected_state=task_states.IMAGE_PENDING_UPLOAD)
        with open(self._disk(instance), 'rb') as disk:
            self._images.update(context, image_id, metadata, disk)

    # Snapshots of volumes in use.

    def volume_snapshot_create(self, context, instance, volume_id, create_info):
        # Cinder has put a new file on top already, and no guest holds the one below open.
        self._volumes.update_snapshot_status(context, create_info['snapshot_id'], 'creating')

    def volume_snapshot_delete(self, context, instance, volume_id, snapshot_id, delete_info):
        try:
            attachment = objects.BlockDeviceMapping.get_by_volume_and_instance(context, volume_id, instance.uuid)
            folder = volume_chain.folder_of(attachment.connection_info)
            volume_chain.remove_link(folder, volume_id, delete_info['file_to_merge'], delete_info['merge_target_file'])
        except Exception:
            LOG.exception('Snapshot %s was not deleted', snapshot_id)
            self._volumes.update_snapshot_status(context, snapshot_id, 'error_deleting')
            raise
        self._volumes.update_snapshot_status(context, snapshot_id, 'deleting')
