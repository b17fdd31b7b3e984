"""The files of a volume on Cinder's share: each snapshot puts one on top of the others."""
import hashlib
import json
import os

from oslo_concurrency import processutils


def folder_of(connection_info):
    """Where the volume's files are, by the text that Cinder gave for its attachment."""
    info = json.loads(connection_info)
    base = info.get('mount_point_base') or info['data']['mount_point_base']
    return os.path.join(base, hashlib.md5(info['data']['export'].encode()).hexdigest())


def remove_link(folder, volume_id, merged, target):
    """Takes one file out of the chain.

    Without a target, the active file takes over what lies above `merged`, which stays as its base (all of it, when
    `merged` is None). With one, the bytes of `merged` go down into the target, and what stood on it stands on the target.
    """
    if target is None:
        active = _active_file(folder, volume_id)
        base = [] if merged is None else ['-F', _describe(folder, merged)['format']]
        _qemu_img(folder, 'rebase', '-b', merged or '', *base, active)
        return
    _qemu_img(folder, 'commit', '-d', merged)
    base = ['-b', target, '-F', _describe(folder, target)['format']]
    for name in os.listdir(folder):
        if not name.startswith('volume-' + volume_id) or name.endswith('.info') or name == merged:
            continue
        if os.path.basename(_describe(folder, name).get('backing-filename', '')) == merged:
            _qemu_img(folder, 'rebase', '-u', *base, name)


def _active_file(folder, volume_id):
    with open(os.path.join(folder, 'volume-%s.info' % volume_id)) as file:
        return json.load(file)['active']


def _describe(folder, name):
    output, _ = _qemu_img(folder, 'info', '--output=json', name)
    return json.loads(output)


def _qemu_img(folder, *arguments):
    return processutils.execute('qemu-img', *arguments, cwd=folder)
