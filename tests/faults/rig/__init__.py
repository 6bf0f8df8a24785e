"""The running system with handles on it: every process can be killed, frozen, woken, stopped and asked how it is."""

from tests.faults.rig.disks import NotHere, mount_for_ourselves
from tests.faults.rig.rig import Rig

__all__ = ["NotHere", "Rig", "mount_for_ourselves"]
