"""Small disks: a tmpfs a part's data folder lies on, with nothing else on it, which can be filled and freed.

They are mounted where this process and its children alone see them, so that nothing is left behind however it ends.
"""

import contextlib
import ctypes
import os
import threading
from collections.abc import Iterator
from pathlib import Path

_NEWNS, _NEWUSER = 0x00020000, 0x10000000
_REC, _PRIVATE, _NOSUID, _NODEV = 0x4000, 1 << 18, 0x2, 0x4
_DETACH = 2
_FILLER = "filler"
_own: str | None = "the process did not ask for mounts of its own when it began"


class NotHere(Exception):
    """This machine, or this user, cannot do what a rig was asked for; the text says what and why.

    `asked` is what of `Rig.open`'s arguments that was.
    """

    def __init__(self, asked: str, why: str) -> None:
        super().__init__(why)
        self.asked = asked


def mount_for_ourselves() -> None:
    """From here on this process has mounts of its own. To be called before there is a second thread.

    Where that is refused, `Disk.mounted` says so. Without root it takes a user namespace, in which we stay who we are.
    """
    global _own
    if threading.active_count() > 1:
        _own = "the process has threads already"
        return
    uid, gid = os.geteuid(), os.getegid()
    try:
        _call("unshare", _NEWNS if uid == 0 else _NEWNS | _NEWUSER)
        if uid != 0:
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
            Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
        _call("mount", b"none", b"/", None, ctypes.c_ulong(_REC | _PRIVATE), None)
    except (OSError, AttributeError) as error:
        _own = f"mounting is refused ({error})"
    else:
        _own = None


class Disk:
    """A disk of so many MiB at `folder`, which everybody may pass through."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        self._size = size

    @contextlib.contextmanager
    def mounted(self) -> Iterator[None]:
        """Raises `NotHere` where nothing may be mounted."""
        if _own is not None:
            raise NotHere("disks", f"no small disk: {_own}")
        self.folder.mkdir(parents=True)
        target = os.fsencode(self.folder)
        options = f"size={self._size}m,mode=0755".encode()
        try:
            _call("mount", b"samspil", target, b"tmpfs", ctypes.c_ulong(_NOSUID | _NODEV), options)
        except OSError as error:
            raise NotHere("disks", f"no small disk: mounting is refused ({error})") from None
        try:
            yield
        finally:
            _call("umount2", target, _DETACH)

    @property
    def free(self) -> int:
        """Bytes."""
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def fill(self) -> None:
        """Takes all that is free, to the last byte."""
        with contextlib.suppress(OSError), (self.folder / _FILLER).open("ab", buffering=0) as filler:
            block = bytes(1 << 20)
            while True:
                if filler.write(block) < len(block):
                    block = bytes(4096)

    def empty(self) -> None:
        """Gives back what `fill` took."""
        (self.folder / _FILLER).unlink(missing_ok=True)


def _call(name: str, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
