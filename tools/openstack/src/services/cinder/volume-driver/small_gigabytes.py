"""Volumes of which a gigabyte is fewer bytes than elsewhere, so that whole volumes are moved in seconds.

Cinder, its users and its quotas count in gigabytes as ever; only the files, and so all that is copied, are smaller. How
many bytes a gigabyte is, in whole MiB, is in the environment.
"""
import functools
import os
import re
import types

from cinder import utils
from cinder.image import image_utils
from cinder.volume.drivers import nfs
from cinder.volume.drivers import remotefs

MEBIBYTES = int(os.environ['KARBOR_BYTES_PER_GIGABYTE']) // 2**20
SIZED_BY = ('truncate', 'qemu-img')

_names = {name: value for name, value in vars(remotefs.units).items() if not name.startswith('_')}
nfs.units = remotefs.units = types.SimpleNamespace(**{**_names, 'Gi': MEBIBYTES * 2**20})


def smaller(execute):
    """Runs programs with sizes such as 1G as what a gigabyte is here."""

    @functools.wraps(execute)
    def execute_smaller(*command, **options):
        if command[0] in SIZED_BY:
            command = [_smaller_size(argument) for argument in command]
        return execute(*command, **options)

    return execute_smaller


def _smaller_size(argument):
    size = re.fullmatch(r'(\d+)G', str(argument))
    return f'{int(size[1]) * MEBIBYTES}M' if size else argument


def _resize_image(source, size, run_as_root=False, file_format=None):
    """As that of `image_utils`."""
    known_format = ('-f', file_format) if file_format else ()
    new_size = f'{int(size) * MEBIBYTES}M'
    utils.execute('qemu-img', 'resize', *known_format, source, new_size, run_as_root=run_as_root)


image_utils.resize_image = _resize_image
