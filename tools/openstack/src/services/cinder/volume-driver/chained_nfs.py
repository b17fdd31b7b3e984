"""Cinder's NFS driver, for volumes that are in use and have several snapshots.

Since its safety checks of images (CVE-2024-32498), Debian's Cinder refuses to copy a file that stands on another one. With
this driver, each snapshot but the first is such a file: volumes could not be made from it, and a volume that has one
could be neither backed up while in use nor uploaded. What users upload lies in files of other names, and is checked as before.
"""
import functools
import os
import re

from cinder.image import image_utils
from cinder.volume.drivers import nfs
import small_gigabytes

FILE_OF_SNAPSHOT = re.compile(r'volume-[0-9a-f-]{36}\.[0-9a-f-]{36}')
_qemu_img_info = image_utils.qemu_img_info


@functools.wraps(_qemu_img_info)
def _info_of_own_files(path, *args, allow_qcow2_backing_file=False, **kwargs):
    is_own = FILE_OF_SNAPSHOT.fullmatch(os.path.basename(path)) is not None
    return _qemu_img_info(path, *args, allow_qcow2_backing_file=allow_qcow2_backing_file or is_own, **kwargs)


image_utils.qemu_img_info = _info_of_own_files


class ChainedNfsDriver(nfs.NfsDriver):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._execute = small_gigabytes.smaller(self._execute)

    def _nova_assisted_vol_snap_delete(self, context, snapshot, delete_info):
        """Waits until Nova has deleted a temporary snapshot.

        Such a one still has the progress with which Nova told that it was made. Cinder takes that for the end of the
        deletion, and removes a file that Nova is still reading.
        """
        snapshot.progress = '0%'
        snapshot.save()
        super()._nova_assisted_vol_snap_delete(context, snapshot, delete_info)
