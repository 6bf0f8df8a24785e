"""The running system with handles on it: every process can be killed, frozen, woken, stopped and asked how it is."""

from tests.faults.rig.rig import Rig

__all__ = ["Rig"]
