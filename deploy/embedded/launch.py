"""Becomes another program that cannot outlive its parent. Run as a plain script: `python -I -S launch.py …`.

    launch.py PARENT-PID DEATH-SIGNAL UID GID -- PROGRAM ARGUMENT…

With UID 0 or above the privileges are dropped first (-1: kept). The parent-death signal is asked for last, because the
kernel forgets it whenever the user changes. A child made between fork and exec in the parent itself could deadlock on
the parent's threads, which is why this is a program of its own; it imports nothing of the project to be quick.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAPBSET_READ = 23
PR_SET_SECUREBITS = 28
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2
SECBIT_NO_SETUID_FIXUP = 1 << 2
CAPABILITY_VERSION_3 = 0x20080522


def drop_to(libc: ctypes.CDLL, uid: int, gid: int) -> None:
    """Becomes an unprivileged user that may still reach files under folders closed to others.

    A checkout under a folder of mode 0700 would else hide the program and its data from that user. Reading and
    passing through is enough; where a container has taken that right away, the wider one it has is used. Without the
    secure bit `access(2)` would look as if the right were not there, and initdb asks that way for its own programs.
    """
    libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        if libc.prctl(PR_CAPBSET_READ, capability, 0, 0, 0) != 1:
            continue
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        bit = 1 << capability
        sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
        if libc.capset(header, sets) == 0:
            libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)
            return


def main(arguments: list[str]) -> None:
    parent, death, uid, gid = (int(value) for value in arguments[:4])
    program = arguments[5:]
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if uid >= 0:
            drop_to(libc, uid, gid)
        libc.prctl(PR_SET_PDEATHSIG, death, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)  # the parent died before the signal was asked for
    os.execv(program[0], program)  # noqa: S606 (no shell is wanted)


if __name__ == "__main__":
    main(sys.argv[1:])
