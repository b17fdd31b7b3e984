"""Cinder's NFS driver, for volumes with several snapshots.

Since its safety checks of images (CVE-2024-32498), Debian's Cinder refuses to copy a file that stands on another one. With
this driver, each snapshot but the first is such a file: volumes could not be made from it, and a volume that has one
could be neither backed up while in use nor uploaded. What users upload is checked as before: Cinder names the image then.
"""
import functools

from cinder.image import image_utils
from cinder.volume.drivers import nfs

_convert_image = image_utils.convert_image


@functools.wraps(_convert_image)
def _convert_own_file(source, *args, image_id=None, data=None, run_as_root=True, **kwargs):
    if image_id is None and data is None:
        data = image_utils.qemu_img_info(source, run_as_root=run_as_root, allow_qcow2_backing_file=True)
    return _convert_image(source, *args, image_id=image_id, data=data, run_as_root=run_as_root, **kwargs)


image_utils.convert_image = _convert_own_file


class ChainedNfsDriver(nfs.NfsDriver):
    """Nothing but the NFS driver; it is named to have this module loaded."""
